/** Measures judging a stored drill of a million lines, hashes checked, beside `JSON.parse` of the same lines. */
import { judge } from '../../src/judge/judge.ts';
import { genesis, seal } from '../../src/record/chain.ts';
import type { Event, Kind } from '../../src/record/events.ts';
import { readHistory } from '../../src/record/read-history.ts';
import quickstart from '../../scenarios/quickstart.ts';
import { collect } from '../house/collect.ts';
import { perform } from '../house/simulated-drill.ts';
import type { Row } from './row.ts';

const lines = 1_000_000;
const rounds = 2;
const blockMs = 100_000;

/** What observers write as long as a drill lasts; the rest of a drill happens once. */
const lasting: ReadonlySet<Kind> = new Set(['traffic.second', 'flood.second', 'counters.read', 'probes.seen', 'path.seen', 'mail.canary', 'status.fetched', 'deploy.probed', 'observer.beat', 'ledger.checked', 'rota.seen', 'clock.compared']);

/** The quick start's lines with its seconds repeated until there are enough: hours of observation around one attack. */
function* longDrill(events: readonly Event[], zeroMs: number): Generator<Event> {
  const tail = events.findIndex((event) => event.kind === 'timeline.ended');
  yield* events.slice(0, tail);
  const seconds = events.slice(0, tail).filter((event) => lasting.has(event.kind) && event.heardMs >= zeroMs);
  let left = lines - events.length;
  let shiftMs = 0;
  while (left > 0) {
    shiftMs += blockMs;
    for (const event of seconds.slice(0, left)) yield { ...event, heardMs: event.heardMs + shiftMs, ...('atMs' in event && { atMs: event.atMs + shiftMs }) };
    left -= seconds.length;
  }
  for (const event of events.slice(tail)) yield { ...event, heardMs: event.heardMs + shiftMs, ...('atMs' in event && { atMs: event.atMs + shiftMs }) };
}

async function textOfDrill(): Promise<string> {
  const { history } = await perform({ raw: quickstart });
  // One buffer instead of a million parts: the garbage of making the text must not weigh on what is measured.
  const bytes = Buffer.allocUnsafe(lines * 400);
  let length = 0;
  let [seq, before] = [0, genesis];
  for (const event of longDrill(history.events, history.zeroMs ?? 0)) {
    seq += 1;
    const sealed = seal(before, JSON.stringify({ ...event, seq }));
    before = sealed.hash;
    length += bytes.write(sealed.line, length);
  }
  return bytes.toString('utf8', 0, length);
}

/** Garbage is taken out before, so that nobody pays for what another one left. */
function timed<T>(what: () => T): { ms: number; result: T } {
  collect();
  const start = performance.now();
  const result = what();
  return { ms: performance.now() - start, result };
}

/** In a function of its own, so that its million results are gone afterwards. */
function parse(text: string): { ms: number; lines: number } {
  const split = text.trimEnd().split('\n');
  const { ms, result } = timed(() => split.map((line) => JSON.parse(line) as unknown));
  return { ms, lines: result.length };
}

export async function judging(): Promise<Row[]> {
  const text = await textOfDrill();
  const best = { parse: Infinity, read: Infinity, judge: Infinity };
  let outcome = '';
  for (let round = 0; round < rounds; round++) {
    const parsed = parse(text);
    const read = timed(() => readHistory([{ name: 'journal.ndjson', text }]));
    const judged = timed(() => judge(read.result));
    if (read.result.integrity.state !== 'whole' || parsed.lines !== read.result.events.length) throw new Error(`expected ${parsed.lines} whole lines, got ${read.result.integrity.saw}`);
    outcome = judged.result.outcome;
    best.parse = Math.min(best.parse, parsed.ms);
    best.read = Math.min(best.read, read.ms);
    best.judge = Math.min(best.judge, judged.ms);
  }
  const s = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  return [
    {
      name: 'judging a million events, hashes checked',
      measured: (best.read + best.judge) / best.parse,
      limit: 2,
      want: 'at most',
      unit: 'times JSON.parse',
      note: `best of ${rounds} rounds over ${lines} lines, ${Math.round(text.length / 1e6)} MB: reading ${s(best.read)}, judging ${s(best.judge)} (${outcome}), JSON.parse ${s(best.parse)}`,
    },
  ];
}
