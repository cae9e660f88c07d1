/** Holds the metric `withstood-rps`: the highest rate of attack at which users stayed within objective, by the edge's own strength. */
import { attackGenerators, attackOf, diversionOf, impactOf } from '../../clocks.ts';
import { metric, notExercised, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { watchedUntil } from '../../derive/watched.ts';

/** A rate counts when it was held for three seconds, since queues take a moment to fill. */
const heldSeconds = 3;

export const withstoodRate = metric({
  id: 'withstood-rps',
  title: 'Attack rate at which users stayed within objective',
  capability: 'impact',
  unit: 'rps',
  critical: false,
  basis: 'always shown, never rated; without the help of a partner',
  sentence: 'Users stayed within their objective under an attack of {measured}.',
  measure: (history) => {
    const attack = attackOf(history);
    if (attack === undefined) return notExercised('no attack was launched');
    const untilMs = Math.min(impactOf(history)?.ms ?? Number.POSITIVE_INFINITY, diversionOf(history)?.mark.ms ?? Number.POSITIVE_INFINITY, attack.end.ms + 1);
    const unseen = blind(history, 'traffic.second', attack.t0.ms, Math.min(untilMs, watchedUntil(history))) ?? blind(history, 'flood.second', attack.t0.ms, Math.min(untilMs, watchedUntil(history)));
    if (unseen !== undefined) return unmeasured(unseen);
    const attackers = attackGenerators(history);
    const bySecond = new Map<number, { sent: number; seq: number }>();
    for (const { generator, atMs, sent, seq } of history.of('flood.second')) {
      if (!attackers.has(generator) || atMs < attack.t0.ms || atMs >= untilMs) continue;
      const second = Math.floor((atMs - attack.t0.ms) / 1000);
      bySecond.set(second, { sent: (bySecond.get(second)?.sent ?? 0) + sent, seq });
    }
    const seconds = [...bySecond.values()];
    const held = seconds.flatMap((one, i) => {
      const run = seconds.slice(i, i + heldSeconds);
      return run.length === heldSeconds ? [{ rps: Math.min(...run.map((each) => each.sent)), seq: one.seq }] : [];
    });
    const best = held.toSorted((a, b) => b.rps - a.rps)[0];
    return best === undefined ? unmeasured('users left their objective before any rate had been held for three seconds') : value(best.rps, best.seq);
  },
});
