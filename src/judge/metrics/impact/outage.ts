/** Holds the metric `outage`: for how long users were outside their objective during the attack; pauses in which they were well don't count. */
import { objectiveOf, usersBetween } from '../../clocks.ts';
import { breachMs } from '../../derive/suffering.ts';
import { within } from '../../derive/users.ts';
import { watchedUntil } from '../../derive/watched.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { incidentSpan } from './incident-span.ts';

export const outage = metric({
  id: 'outage',
  title: 'Time outside the objective during the attack',
  capability: 'impact',
  unit: 'ms',
  critical: false,
  basis: 'always shown, never rated; judged over five seconds at a time, so that one failed request among thirty is no outage',
  sentence: 'Users were outside their objective for {measured} of the attack.',
  measure: (history) => {
    const { fromMs, toMs } = incidentSpan(history);
    const unseen = blind(history, 'traffic.second', fromMs, Math.min(toMs, watchedUntil(history)));
    if (unseen !== undefined) return unmeasured(unseen);
    const { seconds, sent } = usersBetween(history, fromMs, toMs);
    const [first, last] = [seconds[0], seconds.at(-1)];
    if (first === undefined || last === undefined || sent === 0) return unmeasured('no legitimate request was sent during the attack');
    const spans = [...Map.groupBy(seconds, ({ atMs }) => Math.floor((atMs - fromMs) / breachMs)).values()];
    const total = (span: typeof seconds, key: 'sent' | 'ok' | 'timed' | 'slow') => span.reduce((sum, second) => sum + second[key], 0);
    const isOut = (span: typeof seconds) => !within({ sent: total(span, 'sent'), ok: total(span, 'ok'), timed: total(span, 'timed'), slow: total(span, 'slow') }, objectiveOf(history));
    return value(1000 * spans.filter(isOut).reduce((sum, span) => sum + span.length, 0), first.seq, last.seq);
  },
});
