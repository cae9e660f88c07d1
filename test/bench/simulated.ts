/** Measures the simulated world: the outage of 2013 at its full length, a study of a thousand runs, and the simulator that looks for broken promises, each in processes of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spread, type Row } from './row.ts';

const home = path.join(import.meta.dirname, '../..');
const program = path.join(import.meta.dirname, 'programs/outage.ts');
const gameday = path.join(home, 'src/entry/launch.cjs');
/** Where the launcher keeps what was compiled, from one run to the next. */
const compiled = path.join(home, 'node_modules/.cache/gameday-compiled');
const simulator = path.join(import.meta.dirname, '../simulate/index.ts');

interface Outage {
  readonly drillMs: number;
  readonly judgeMs: number;
  readonly rssKb: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly customers: number;
}

function outage(customers: number, record: 'kept' | 'written' = 'kept'): Outage {
  const told = JSON.parse(execFileSync(process.execPath, [program, String(customers), record], { encoding: 'utf8', env: { ...process.env, NODE_COMPILE_CACHE: compiled } })) as Outage;
  if (told.customers !== customers) throw new Error(`expected a coverage of ${customers} customers, got ${told.customers}`);
  return told;
}

const rounds = 5;
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

function fast(): Row {
  const all = Array.from({ length: rounds }, () => outage(10_000));
  const times = all.map(({ virtualMs, drillMs }) => virtualMs / drillMs);
  const [first] = all;
  const written = Math.min(...Array.from({ length: rounds }, () => outage(10_000, 'written').drillMs));
  const note = `best of ${rounds} rounds, ${spread(times)}: ${(first?.virtualMs ?? 0) / 3_600_000} h with an attack of 3.5 h in ${seconds(Math.min(...all.map(({ drillMs }) => drillMs)))}, ${first?.events} events, as a study does it, in a new process that finds its code compiled as the launcher keeps it; ${seconds(written)} with its record written line by line and hashed; judging takes ${seconds(Math.min(...all.map(({ judgeMs }) => judgeMs)))} more`;
  return { name: 'the outage of 2013 with 10,000 customers, simulated', measured: Math.max(...times), limit: 10_000, want: 'at least', unit: 'times real time', note };
}

function large(): Row[] {
  const { drillMs, judgeMs, rssKb, events } = outage(1_000_000);
  return [
    { name: 'the same with 1,000,000 customers, judged', measured: (drillMs + judgeMs) / 1000, limit: 20, want: 'at most', unit: 's', note: `once: ${events} events, of it judging ${seconds(judgeMs)}` },
    { name: 'memory for it', measured: rssKb / 1000, limit: 1000, want: 'at most', unit: 'MB', note: 'the whole process' },
  ];
}

const runs = 1000;

function study(): Row {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-study-'));
  try {
    const startMs = performance.now();
    execFileSync(process.execPath, [gameday, 'simulate', 'quickstart', '--runs', String(runs), '--vary', 'responders.network.decide=1s..10s', '--quiet', '--out', folder], { stdio: 'ignore' });
    const ms = performance.now() - startMs;
    return { name: `a study of ${runs} runs of the quick start`, measured: ms / 1000, limit: 30, want: 'at most', unit: 's', note: `once, as people start it, on as many threads as there are processors: drill, journal, judging and the study's files, ${(ms / runs).toFixed(0)} ms a run` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wantedSeeds = 100_000;
const withinS = 30 * 60;
/** Three minutes of it: in a shorter time the first seconds, in which the engine compiles, would weigh more than they do in half an hour. */
const triedSeeds = 10_000;

function seeds(): Row[] {
  const { stdout, status } = spawnSync(process.execPath, [simulator, '--seeds', String(triedSeeds)], { encoding: 'utf8' });
  const rate = Number(/: ([\d.]+) a second/.exec(stdout)?.[1]);
  const heaps = [...stdout.matchAll(/at its lowest: (\d+) MB in the first \w+, (\d+) MB in the last/g)].map(([, early, late]) => Number(late) / Number(early));
  if (status !== 0 || !(rate > 0) || heaps.length === 0) throw new Error(`expected ${triedSeeds} seeds without a broken promise, got exit code ${String(status)}: ${stdout.slice(-2000)}`);
  return [
    { name: 'the simulator', measured: rate, limit: wantedSeeds / withinS, want: 'at least', unit: 'seeds/s', note: `over ${triedSeeds} seeds, each failure in each phase; at this rate ${wantedSeeds} take ${(wantedSeeds / rate / 60).toFixed(0)} min` },
    { name: 'its heap, late beside early', measured: Math.max(...heaps), limit: 1.2, want: 'at most', unit: 'x', note: `its lowest at the end of the same seeds by that at their beginning, the larger of its ${heaps.length} threads` },
  ];
}

export const simulated = (): Row[] => [fast(), ...large(), study(), ...seeds()];
