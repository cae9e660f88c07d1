/** Holds how a process becomes the successor of a run's last writer: by being the one that creates the next segment. */
import path from 'node:path';
import type { Clock } from '../ports/time.ts';
import { Problem } from '../problem.ts';
import type { Emit, Writer } from '../record/events.ts';
import type { History } from '../record/history.ts';
import { createJournal } from '../record/journal.ts';
import type { Journal } from '../record/journal.ts';
import { segmentLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { segmentSink } from './segment-sink.ts';
import { nextSegment, readRun, segmentName } from './segments.ts';

/** A healer writes at least this often while it lives: each way of withdrawing is given 2 s. */
const atWorkMs = 10_000;

export interface Successor {
  readonly pid: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** Refuses to race a healer that is at work. The runner itself isn't spared: whoever takes over from it has its reasons. */
function refuseIfAtWork(history: History, nowMs: number, folder: string): void {
  const opened = history.last('segment.opened');
  const last = history.events.at(-1);
  if (opened === undefined || last === undefined || opened.writer === 'run' || opened.writer === 'close') return;
  const closed = history.last('run.closed');
  if (closed !== undefined && closed.seq > opened.seq) return;
  if (nowMs - last.heardMs >= atWorkMs) return;
  throw new Problem({ expected: 'nobody else to be at work on this run', got: `process ${opened.pid} (${opened.writer}), which wrote ${Math.round(nowMs - last.heardMs)} ms ago`, where: folder, next: `Wait ${atWorkMs / 1000} s and try again.` });
}

/**
 * Opens the next segment and returns the history before it. From then on the predecessor's lines are void, and its lease is lost.
 * Throws `SegmentTaken` when another process was faster, a `Problem` when another healer is at work.
 */
export function takeOver(folder: string, writer: Exclude<Writer, 'run'>, { pid, clock }: Successor): { history: History; journal: Journal; lease: Lease } {
  refuseIfAtWork(readRun(folder), clock.now(), folder);
  const segment = nextSegment(folder);
  // The file comes first and the reading second: what the predecessor wrote until then still counts.
  const sink = segmentSink(path.join(folder, segmentName(segment)));
  const history = readRun(folder);
  const last = history.events.at(-1);
  const after = { seq: last?.seq ?? 0, hash: history.integrity.tip };
  return { history, journal: createJournal({ sink, now: clock.now, writer, pid, segment, after }), lease: segmentLease(folder, segment) };
}

/** Appends events, such as a person's mark, to a run that has ended. Throws a `Problem` for one that hasn't. */
export function appendAfter(folder: string, successor: Successor, append: (emitAs: (by: string) => Emit) => void): void {
  const before = readRun(folder);
  if (before.first('run.closed') === undefined) throw new Problem({ expected: 'a run that has ended', got: 'one without an end in its journal', where: folder, next: 'If it is still running its own process takes this; if it died, run `gameday heal` first.' });
  const { journal } = takeOver(folder, 'close', successor);
  try {
    append((by) => journal.as(by));
    journal.flush();
  } finally {
    journal.close();
  }
}
