/** Measures how late injects reach their target during a flood: a thousand of them, stamped by the target itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { action } from '../../src/catalog/action.ts';
import { catalogue } from '../../src/catalog/index.ts';
import { commandDesk } from '../../src/drill/commands.ts';
import { runDrill } from '../../src/drill/run-drill.ts';
import { createJournal } from '../../src/record/journal.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { segmentSink } from '../../src/store/segment-sink.ts';
import { localWorld } from '../../src/worlds/local/index.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { quantileOf, type Row } from './row.ts';
import { startTarget } from './target.ts';

const count = 1000;
const everyMs = 40;
const firstMs = 6000;
const never = new AbortController().signal;

/** An inject whose whole effect is a request that the target stamps. */
const ping = action({
  kind: 'ping',
  summary: 'asks the bench target',
  role: 'fault',
  needs: ['http'],
  spec: z.strictObject({ url: z.string() }),
  change: z.object({ url: z.string() }),
  claims: () => [],
  felt: () => [],
  plan: async ({ url }, { inject }) => [{ url: `${url}/?id=${inject}` }],
  apply: async ({ url }, world, stop) => void (await world.http.fetch({ url }, stop)),
  revert: [{ how: 'nothing to undo', run: async () => {} }],
  gone: async () => ({ is: 'gone', saw: 'a request leaves nothing' }),
});

export async function lateness(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-bench-'));
  const target = await startTarget();
  const known = { ...catalogue, faults: { ...catalogue.faults, ping } };
  const pings = Array.from({ length: count }, (_, i) => ({ id: `ping-${i}`, fault: 'ping', at: `${firstMs + i * everyMs}ms`, for: '1s', with: { url: target.url } }));
  const durationMs = firstMs + count * everyMs + 2000;
  const scenario = parseScenario(known, {
    name: 'lateness', version: '1', owner: 'bench', duration: `${durationMs}ms`, traffic: { rps: 20 }, steady: { for: '3s', availability: 0.5 },
    lanes: { attack: [{ id: 'flood', fault: 'flood', at: '5s', for: `${durationMs - 6000}ms`, with: { shape: 'get', rps: 300 } }], pings },
  });
  const journal = createJournal({ sink: segmentSink(join(folder, 'journal.ndjson')), now: () => systemClock.now(), writer: 'run', pid: process.pid, segment: 0 });
  const emit = journal.as('bench');
  const opened = await localWorld.open({
    run: 'lateness', seed: 1, settings: scenario.world.settings, logs: folder,
    receive: async () => ({ status: 200, body: '', contentType: 'text/plain' }),
    born: (child) => void emit('child.started', child),
    died: () => {},
  }, systemClock.deadline(20_000));
  try {
    await runDrill({ scenario, catalogue: known, opened, journal, lease: { held: () => true, saw: '' }, commands: commandDesk(), stop: never, stopAtOnce: never, mode: 'drill' });
  } finally {
    await opened.close(systemClock.deadline(10_000));
    journal.close();
  }
  const { arrivals } = await target.report();
  target.close();
  rmSync(folder, { recursive: true, force: true });
  const zeroMs = journal.events.find((event) => event.kind === 'timeline.started')?.atMs ?? NaN;
  const late = pings.map(({ id, at }) => (arrivals[id] ?? Infinity) - zeroMs - Number.parseFloat(at));
  return [{ name: 'inject lateness at the target, p99', measured: quantileOf(late, 0.99), limit: 25, want: 'at most', unit: 'ms', note: `${count} injects during a flood of 300 requests/s, median ${quantileOf(late, 0.5).toFixed(1)}, worst ${quantileOf(late, 1).toFixed(1)}` }];
}
