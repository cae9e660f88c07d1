/** Holds a runner that starts its reaper, a child and a fault in the world of one file, and then lives on until it is killed or told to end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startReaper } from '../../../src/heal/start-reaper.ts';
import { createJournal } from '../../../src/record/journal.ts';
import { segmentSink } from '../../../src/store/segment-sink.ts';
import { segmentName } from '../../../src/store/segments.ts';
import { startTimeOf } from '../../../src/tools/process-table.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';
import { fileWorld } from './file-world.ts';

const [folder = '', until = 'applied'] = process.argv.slice(2);
const file = path.join(folder, 'world.txt');
writeFileSync(file, 'holiday');
const journal = createJournal({ sink: segmentSink(path.join(folder, segmentName(0))), now: () => systemClock.now(), writer: 'run', pid: process.pid, segment: 0 });
const emit = journal.as('drill');
const reaper = await startReaper({ folder, clock: systemClock, program: path.join(import.meta.dirname, 'reaper.ts') });
// Only what a healer looks at.
const brief = { name: 'stub' } as never;
emit('run.opened', { run: 'stub', gameday: '0', mode: 'drill', world: 'local', simulated: false, seed: 1, brief, scenario: {}, scenarioSha256: '' });

const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
await once(child, 'spawn');
const pid = child.pid ?? 0;
emit('child.started', { name: 'sleeper', pid, started: startTimeOf(pid) ?? '', command: ['sleep'] });
process.stdout.write(`${JSON.stringify({ pid: process.pid, reaper: reaper.pid, child: pid })}\n`);
reaper.lost.addEventListener('abort', () => process.stdout.write('reaper lost\n'));

if (until !== 'child') {
  const { world, description } = fileWorld(file);
  emit('world.opened', { description, tools: {} });
  emit('change.planned', { inject: 'gone', n: 0, action: 'away', change: { role: 'network' } });
  journal.flush();
  if (until !== 'planned') await world.rota.setAbsent('network', true, new AbortController().signal);
}
process.stdout.write('there\n');
if (until === 'bye') {
  child.kill('SIGKILL');
  await once(child, 'exit');
  await reaper.bye();
  process.stdout.write('bye\n');
} else if (until === 'throws') {
  throw new Error('an error that nobody expected');
} else {
  await systemClock.sleep(60_000);
}
