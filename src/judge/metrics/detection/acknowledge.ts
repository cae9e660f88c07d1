/** Holds the metric `acknowledge`: how long until a person (or named automation) took the alert. */
import { minutes } from '../../bounds.ts';
import { correctAlert, firstToNotice, milestone } from '../../clocks.ts';
import { atLeast, metric, notExercised, unmeasured, value } from '../../metric.ts';
import { detect } from './detect.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const acknowledge = metric({
  id: 'acknowledge',
  title: 'Alert to acknowledgement',
  capability: 'detection',
  unit: 'ms',
  critical: true,
  bounds: minutes(5, 10, 15),
  scaled: true,
  basis: 'PagerDuty escalates at 5 min; GitLab asks communications to acknowledge within 15; by a person, or an automation that the scenario seats by its name',
  sentence: 'Somebody took the alert {measured} after it was heard; the aim was {aim}.',
  never: 'Nobody took the alert in the {measured} after it was heard; the aim was {aim}.',
  before: 'The alert had been taken before it was heard; the aim was {aim}.',
  measure: (history) => {
    const { alert } = correctAlert(history);
    const taken = milestone(history, 'acknowledged');
    const onset = firstToNotice(history);
    if (alert !== undefined) {
      // Somebody who took the incident before the alert came had nothing left to acknowledge.
      if (taken !== undefined) return value(Math.max(0, history.elapsedMs(alert.heardMs, taken.atMs)), alert.seq, taken.seq);
      return atLeast(history.elapsedMs(alert.heardMs, watchedUntil(history)), alert.seq, history.last('timeline.ended')?.seq ?? alert.seq);
    }
    if (onset === undefined || detect.measure(history).is === 'not exercised') return notExercised('there was no alert to acknowledge');
    return unmeasured('no correct alert was heard, so there was nothing to acknowledge');
  },
});
