/** Holds the metrics of users' success during the attack: the share of good requests, the error budget burnt and the requests lost. */
import type { History } from '../../../record/history.ts';
import { usersBetween } from '../../clocks.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import type { Measured } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { incidentSpan } from './incident-span.ts';
import { watchedUntil } from '../../derive/watched.ts';

type Users = ReturnType<typeof usersBetween>;
const shown = { capability: 'impact', critical: false, basis: 'always shown, never rated' } as const;

/** Measures over the attack's seconds, where there are any and nobody slept. */
function over(history: History, number: (users: Users) => number): Measured {
  const { fromMs, toMs } = incidentSpan(history);
  const unseen = blind(history, 'traffic.second', fromMs, Math.min(toMs, watchedUntil(history)));
  if (unseen !== undefined) return unmeasured(unseen);
  const users = usersBetween(history, fromMs, toMs);
  const [first, last] = [users.seconds[0], users.seconds.at(-1)];
  if (first === undefined || last === undefined || users.sent === 0) return unmeasured('no legitimate request was sent during the attack');
  return value(number(users), first.seq, last.seq);
}

export const availability = metric({
  ...shown,
  id: 'availability',
  title: 'Legitimate requests that succeeded during the attack',
  unit: 'share',
  sentence: 'During the attack, {measured} of legitimate requests succeeded.',
  measure: (history) => over(history, (users) => users.ok / users.sent),
});

/** A second in which a third of the requests failed burns a third of a second. */
export const budgetBurnt = metric({
  ...shown,
  id: 'budget-burnt',
  title: 'Error budget burnt, as time of total outage',
  unit: 'ms',
  sentence: 'The attack burnt as much error budget as a total outage of {measured}.',
  measure: (history) => over(history, (users) => users.seconds.reduce((sum, { sent, ok }) => (sent > 0 ? sum + (1000 * (sent - ok)) / sent : sum), 0)),
});

export const requestsLost = metric({
  ...shown,
  id: 'requests-lost',
  title: 'Legitimate requests lost during the attack',
  unit: 'count',
  sentence: 'Legitimate requests lost during the attack: {measured}.',
  measure: (history) => over(history, (users) => users.sent - users.ok),
});
