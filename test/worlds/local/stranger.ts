/** Holds a process of its own that opens, reaches or loses a local world: what the reaper and `gameday heal` meet. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localWorld } from '../../../src/worlds/local/index.ts';

const [what = '', folder = ''] = process.argv.slice(2);
const note = join(folder, 'description.json');
const soon = () => AbortSignal.timeout(10_000);

if (what === 'open') {
  const told = { born: () => undefined, died: () => undefined };
  const { description } = await localWorld.open({ run: 'run-1', seed: 7, settings: {}, receive: async () => ({ status: 200, body: '', contentType: 'text/plain' }), ...told, logs: join(folder, 'logs') }, AbortSignal.timeout(20_000));
  writeFileSync(note, JSON.stringify(description));
} else {
  const opened = await localWorld.reopen(JSON.parse(readFileSync(note, 'utf8')), 'run-1');
  if (what === 'restart') await opened.world.proxies.restart(soon());
  const saw = { route: await opened.world.plays.route(soon()).catch(() => 'none'), probe: (await opened.world.proxies.probe('portal', soon())).outcome };
  process.stdout.write(JSON.stringify(what === 'close' ? { ...saw, left: await opened.close(soon()) } : saw));
}
