/** Holds a real `gameday run` as a child process, watched through its journal, for tests that kill it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event, EventOf, Kind } from '../../src/record/events.ts';

const root = join(import.meta.dirname, '../..');
const entry = join(root, 'src/entry/launch.cjs');

export interface LiveRun {
  readonly folder: string;
  readonly child: ChildProcess;
  /** Whole lines of all segments so far. */
  events(): Event[];
  of<K extends Kind>(kind: K): EventOf<K>[];
  /** Resolves once an event is in the journal; rejects when the run is slower than `withinMs`. */
  until<K extends Kind>(kind: K, where?: (event: EventOf<K>) => boolean, withinMs?: number): Promise<EventOf<K>>;
  exited: Promise<{ code: number | null; signal: string | null; output: string }>;
  /** Removes the folder; the processes are the drill's own business. */
  clean(): void;
}

export function wholeLines(folder: string): Event[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^journal(\.\d+)?\.ndjson$/.test(name))
    .sort((a, b) => a.length - b.length || a.localeCompare(b))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as Event);
}

/** Runs the `gameday` of this checkout with the given words. */
export function gameday(...words: string[]): { child: ChildProcess; exited: LiveRun['exited'] } {
  const child = spawn(process.execPath, [entry, ...words], { cwd: root, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = new Promise<{ code: number | null; signal: string | null; output: string }>((done) => {
    child.on('close', (code, signal) => done({ code, signal, output }));
  });
  return { child, exited };
}

export function liveRun(scenario: string, ...words: string[]): LiveRun {
  const base = mkdtempSync(join(tmpdir(), 'gameday-kill-'));
  const folder = join(base, 'run');
  const { child, exited } = gameday('run', scenario, '--out', folder, ...words);
  const of = <K extends Kind>(kind: K) => wholeLines(folder).filter((event): event is EventOf<K> => event.kind === kind);
  return {
    folder,
    child,
    exited,
    events: () => wholeLines(folder),
    of,
    until: async (kind, where = () => true, withinMs = 60_000) => {
      for (const end = performance.now() + withinMs; performance.now() < end; await sleep(20)) {
        const found = of(kind).find(where);
        if (found !== undefined) return found;
      }
      throw new Error(`expected ${kind} in the journal within ${withinMs} ms, got ${wholeLines(folder).map((event) => event.kind).slice(-5).join(', ')}`);
    },
    clean: () => rmSync(base, { recursive: true, force: true }),
  };
}
