/** Holds the check `generators`: each sent what it should and ended as it should; a saturated generator measures itself. */
import type { History } from '../../record/history.ts';
import { stagedOf, usersOf } from '../clocks.ts';
import { watchedUntil } from '../derive/watched.ts';
import { check, observing } from './check.ts';
import type { Found } from './check.ts';

const droppedMax = 0.01;
/** The longest silence of legitimate traffic: hung requests are reported late, but a second comes each second. */
const silenceMsMax = 5000;

export const generators = check({
  id: 'generators',
  title: 'The generators were healthy',
  look: (history) => {
    const found = [...floods(history), ...users(history)];
    const bad = found.filter((one) => one.is !== 'held');
    const is = bad.some((one) => one.is === 'failed') ? 'failed' : 'held';
    if (found.length === 0) return observing(history) ? { is: 'not applicable', saw: 'no generator ran' } : { is: 'unknown', saw: 'no generator was followed' };
    return { is, saw: (bad.length > 0 ? bad : found).map((one) => one.saw).join('; '), evidence: (bad.length > 0 ? bad : found).flatMap((one) => one.evidence ?? []) };
  },
});

function floods(history: History): Found[] {
  const sums = new Map<string, { offered: number; dropped: number; seq: number }>();
  for (const { generator, offered, dropped, seq } of history.of('flood.second')) {
    const sum = sums.get(generator) ?? { offered: 0, dropped: 0, seq };
    sums.set(generator, { offered: sum.offered + offered, dropped: sum.dropped + dropped, seq });
  }
  const ended = history.of('generator.ended');
  for (const { generator, dropped, seq } of ended) {
    const sum = sums.get(generator);
    if (sum !== undefined && dropped > sum.dropped) sums.set(generator, { ...sum, dropped, seq });
  }
  const drops = [...sums].map(([generator, { offered, dropped, seq }]): Found => {
    const share = dropped / Math.max(1, offered);
    return { is: share <= droppedMax ? 'held' : 'failed', saw: `${generator} dropped ${dropped} of ${offered} requests${share > droppedMax ? ', more than 1 %: it was the bottleneck itself' : ''}`, evidence: [seq] };
  });
  const crashes = ended.filter((end) => !end.expected).map((end): Found => ({ is: 'failed', saw: `${end.generator} ended unexpectedly (code ${end.code ?? 'none'}): ${end.saw}`, evidence: [end.seq] }));
  return [...drops, ...crashes, ...cutShort(history)];
}

/** A flood that ended long before its time, whatever its exit code says: k6 exits 0 even when nothing went out. */
function cutShort(history: History): Found[] {
  return stagedOf(history).flatMap((staged) => {
    if (staged.fromMs === undefined || staged.generators.length === 0) return [];
    const fromMs = staged.fromMs;
    const seconds = history.of('flood.second').filter((second) => staged.generators.includes(second.generator) && second.offered > 0);
    const sendingMs = seconds.length * 1000;
    const wholeMs = Math.min(staged.toMs - fromMs, staged.planned.forMs);
    if (seconds.length === 0 || sendingMs >= 0.8 * wholeMs - 1500) return [];
    return [{ is: 'failed', saw: `${staged.generators.join(', ')} sent for ${Math.round(sendingMs / 1000)} s of ${Math.round(wholeMs / 1000)} s`, evidence: [staged.seq] }];
  });
}

function users(history: History): Found[] {
  const seconds = usersOf(history).filter((second) => second.sent > 0);
  const [first] = seconds;
  if (first === undefined) return [];
  let [previous, longestMs, at] = [first.atMs, 0, first.seq];
  const untilMs = sendingUntil(history);
  for (const { atMs, seq } of seconds) {
    if (atMs >= untilMs) break;
    if (atMs - previous > longestMs) [longestMs, at] = [atMs - previous, seq];
    previous = atMs;
  }
  const tailMs = untilMs - previous;
  if (tailMs > longestMs) longestMs = tailMs;
  const held = longestMs <= silenceMsMax;
  return [{ is: held ? 'held' : 'failed', saw: `the longest silence of legitimate traffic was ${Math.round(longestMs / 100) / 10} s${held ? '' : ', more than 5 s'}`, evidence: [at] }];
}

/** The drill's own traffic is a change like any other: once it is being withdrawn, silence is what should be. */
function sendingUntil(history: History): number {
  const names = new Set(history.of('traffic.second').map((second) => second.generator));
  const stopped = history.of('change.withdrawing').filter((change) => names.has(change.inject)).map((change) => change.heardMs);
  return Math.min(watchedUntil(history), ...stopped);
}
