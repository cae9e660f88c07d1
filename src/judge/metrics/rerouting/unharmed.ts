/** Holds the metric `unharmed`: legitimate requests that the filter neither blocked nor challenged while traffic was diverted. */
import { percent } from '../../bounds.ts';
import { usersBetween } from '../../clocks.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { divertedSpan } from './diverted-span.ts';
import { noReasonToReroute } from './exercised.ts';

export const unharmed = metric({
  id: 'unharmed',
  title: 'Legitimate requests neither blocked nor challenged',
  capability: 'rerouting',
  unit: 'share',
  critical: true,
  bounds: percent(99, 95, 90),
  basis: 'Cloud Armor deploys by itself only under 1 % baseline impact',
  sentence: 'While diverted, {measured} of legitimate requests were neither blocked nor challenged; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const span = divertedSpan(history);
    if (span === undefined) return unmeasured("traffic was never proved on a partner's path");
    const unseen = blind(history, 'traffic.second', span.fromMs, span.toMs);
    if (unseen !== undefined) return unmeasured(unseen);
    const users = usersBetween(history, span.fromMs, span.toMs);
    if (users.sent === 0) return unmeasured('no legitimate request was sent while traffic was diverted and attacked');
    return value(1 - users.blocked / users.sent, span.seq, ...users.seconds.slice(-1).map((second) => second.seq));
  },
});
