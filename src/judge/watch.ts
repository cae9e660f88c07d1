/** Holds whether somebody was looking: a silent observer is no evidence that nothing happened. */
import type { Kind } from '../record/events.ts';
import type { History } from '../record/history.ts';
import { perHistory } from './derive/per-history.ts';

export interface Watcher {
  readonly observer: string;
  readonly everyMs: number;
  readonly seq: number;
  readonly startedMs: number;
  readonly beats: readonly number[];
  readonly ended: { readonly ms: number; readonly early: boolean; readonly because: string; readonly seq: number } | undefined;
}

export const watchersOf = perHistory((history: History): ReadonlyMap<string, Watcher> => {
  const beats = new Map<string, number[]>();
  for (const { observer, heardMs } of history.of('observer.beat')) {
    const list = beats.get(observer);
    if (list === undefined) beats.set(observer, [heardMs]);
    else list.push(heardMs);
  }
  return new Map(
    history.of('observer.started').map(({ observer, everyMs, seq, heardMs }) => {
      const end = history.of('observer.ended').find((event) => event.observer === observer);
      const ended = end && { ms: end.heardMs, early: end.early, because: end.because, seq: end.seq };
      return [observer, { observer, everyMs, seq, startedMs: heardMs, beats: beats.get(observer) ?? [], ended }];
    }),
  );
});

/** Why a watcher can't vouch for a span of time; undefined where it can. Three missed heartbeats are a gap. */
export function asleep(watcher: Watcher, fromMs: number, untilMs: number): string | undefined {
  // Told to stop, it has no heartbeat any more while it finishes.
  const toMs = watcher.ended?.early === false ? Math.min(untilMs, watcher.ended.ms) : untilMs;
  const { observer, everyMs, ended } = watcher;
  if (ended?.early === true && ended.ms < toMs) return `observer ${observer} ended early: ${ended.because}`;
  const silent = (forMs: number) => `observer ${observer} was silent for ${Math.round(forMs / 100) / 10} s, and its heartbeat is ${everyMs / 1000} s`;
  let awake = Math.max(watcher.startedMs, fromMs);
  for (const beat of watcher.beats) {
    if (beat <= awake) continue;
    if (beat >= toMs) break;
    if (beat - awake > 3 * everyMs) return silent(beat - awake);
    awake = beat;
  }
  return toMs - awake > 3 * everyMs ? silent(toMs - awake) : undefined;
}

const feeders = perHistory((history: History) => {
  const known = new Map<Kind, Set<string>>();
  return (kind: Kind): ReadonlySet<string> => {
    const names = known.get(kind) ?? new Set<string>();
    if (known.has(kind)) return names;
    let last = '';
    for (const { by } of history.of(kind)) {
      if (by === last) continue;
      last = by;
      if (by.startsWith('observer/')) names.add(by.slice('observer/'.length));
    }
    known.set(kind, names);
    return names;
  };
});

/**
 * Why the events of a kind don't tell what happened between two moments: nobody wrote any, or an observer that wrote them was asleep.
 * What receivers and roles write has no heartbeat, and counts as it is.
 */
export function blind(history: History, kind: Kind, fromMs: number, toMs: number): string | undefined {
  if (history.of(kind).length === 0) return `no observer wrote ${kind}`;
  for (const name of feeders(history)(kind)) {
    const watcher = watchersOf(history).get(name);
    if (watcher === undefined) return `observer ${name} never said that it started`;
    const why = asleep(watcher, fromMs, toMs);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Why an observer that asks for alerts doesn't vouch for a span of time: its heart beats also while nobody answers it. */
function unanswered(history: History, watcher: Watcher, fromMs: number, toMs: number): string | undefined {
  const why = asleep(watcher, fromMs, toMs);
  if (why !== undefined) return why;
  const answers = history.of('alerts.read').filter((read) => read.by === `observer/${watcher.observer}`);
  const everyMs = Math.max(watcher.everyMs, ...answers.map((read) => read.everyMs));
  const answered = asleep({ ...watcher, everyMs, beats: answers.map((read) => read.heardMs) }, fromMs, toMs) === undefined;
  return answered ? undefined : `observer ${watcher.observer} asked for alerts and got no answer for longer than ${(3 * everyMs) / 1000} s`;
}

/**
 * Why silence about alerts proves nothing. A receiver that heard any alert was awake; one that heard none must have shown otherwise that
 * it listened, as the observer `alertmanager` does by the answers that it got.
 */
export function deaf(history: History, fromMs: number, toMs: number): string | undefined {
  const asking = watchersOf(history).get('alertmanager');
  if (asking !== undefined) return unanswered(history, asking, fromMs, toMs);
  return history.of('alert.heard').length === 0 ? 'nothing shows that the receiver of alerts could be reached' : undefined;
}
