/** Measures how late injects reach the range's router during a flood in the cluster: hundreds of them, stamped by the router itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { action } from '../../../src/catalog/action.ts';
import { catalogue } from '../../../src/catalog/index.ts';
import { commandDesk } from '../../../src/drill/commands.ts';
import { runDrill } from '../../../src/drill/run-drill.ts';
import type { AnyWorld } from '../../../src/ports/capabilities.ts';
import { podPorts } from '../../../src/range/plan.ts';
import { createJournal } from '../../../src/record/journal.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { segmentSink } from '../../../src/store/segment-sink.ts';
import { hostOf } from '../../../src/worlds/kubernetes/places.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';
import { quantileOf, type Row } from '../row.ts';
import { inOpened } from './opened.ts';
import type { BenchRange } from './range.ts';

const count = 300;
const everyMs = 100;
const firstMs = 8000;
const floodRps = 100;
const durationMs = firstMs + count * everyMs + 2000;
const never = new AbortController().signal;

/** An inject whose whole effect is a request that the router stamps. */
const ping = action({
  kind: 'ping',
  summary: 'asks for a page with a nonce',
  role: 'fault',
  needs: ['http'],
  spec: z.strictObject({ url: z.string() }),
  change: z.object({ url: z.string(), nonce: z.string() }),
  claims: () => [],
  felt: () => [],
  plan: async ({ url }, { inject }) => [{ url, nonce: inject }],
  apply: async ({ url, nonce }, world, stop) => void (await world.http.fetch({ url, headers: { 'x-probe-nonce': nonce } }, stop)),
  revert: [{ how: 'nothing to undo', run: async () => {} }],
  gone: async () => ({ is: 'gone', saw: 'a request leaves nothing' }),
});

/** Infinity for one that never came. */
async function arrivalMs(world: AnyWorld, router: string, nonce: string): Promise<number> {
  const { status, body, error } = await world.http.fetch({ url: `http://${router}:${podPorts.control}/seen?nonce=${nonce}` }, systemClock.deadline(5000));
  if (status === 404) return Infinity;
  if (status !== 200) throw new Error(`expected the router to say when it saw ${nonce}, got ${status} ${error ?? body}`);
  return z.object({ atMs: z.number() }).parse(JSON.parse(body)).atMs;
}

export async function lateness({ name: namespace }: BenchRange): Promise<Row[]> {
  const router = hostOf('router', namespace);
  const known = { ...catalogue, faults: { ...catalogue.faults, ping } };
  const url = `http://${router}:${podPorts.data}/social/`;
  const pings = Array.from({ length: count }, (_, i) => ({ id: `ping-${i}`, fault: 'ping', at: `${firstMs + i * everyMs}ms`, for: '1s', with: { url } }));
  const scenario = parseScenario(known, {
    name: 'lateness', version: '1', owner: 'bench', duration: `${durationMs}ms`, traffic: { rps: 10 }, steady: { for: '3s', availability: 0.5 },
    lanes: { attack: [{ id: 'flood', fault: 'flood', at: '6s', for: `${durationMs - 7000}ms`, with: { shape: 'get', rps: floodRps } }], pings },
  });
  const folder = mkdtempSync(join(tmpdir(), 'gameday-bench-'));
  const journal = createJournal({ sink: segmentSink(join(folder, 'journal.ndjson')), now: () => systemClock.now(), writer: 'run', pid: process.pid, segment: 0 });
  try {
    return await inOpened({ namespace, run: 'bench-lateness', settings: scenario.world.settings }, async (opened) => {
      const end = await runDrill({ scenario, catalogue: known, opened, journal, lease: opened.lease ?? { held: () => true, saw: '' }, commands: commandDesk(), stop: never, stopAtOnce: never, mode: 'drill' });
      const [started] = journal.events.filter((event) => event.kind === 'timeline.started');
      if (started === undefined || end.because !== 'complete') throw new Error(`expected a whole drill, got ${end.because}: ${end.why}`);
      const late: number[] = [];
      for (const { id, at } of pings) late.push((await arrivalMs(opened.world, router, id)) - started.atMs - Number.parseFloat(at));
      const released = journal.events.flatMap((event) => (event.kind === 'inject.released' && event.inject.startsWith('ping-') ? [event.heardMs - started.atMs - event.plannedMs] : []));
      const note = `${count} injects during a flood of ${floodRps} requests/s, median ${quantileOf(late, 0.5).toFixed(1)}, worst ${quantileOf(late, 1).toFixed(1)}, of which p99 ${quantileOf(released, 0.99).toFixed(1)} in the runner; stamped by the router's clock, which on a cluster elsewhere is another one`;
      return [{ name: 'inject lateness at the router, p99', measured: quantileOf(late, 0.99), limit: 100, want: 'at most', unit: 'ms', note }];
    });
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
