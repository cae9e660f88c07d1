/** Holds the metric `first-notice`: how long from the declaration until a notice was proved to have reached somebody. */
import { minutes } from '../../bounds.ts';
import { declarationOf, toldOf } from '../../clocks.ts';
import { atLeast, metric, unmeasured, value } from '../../metric.ts';
import { nothingToTell, unread } from './incident.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const firstNotice = metric({
  id: 'first-notice',
  title: 'Declaration to first notice that reached somebody',
  capability: 'communications',
  unit: 'ms',
  critical: true,
  bounds: minutes(5, 10, 15),
  scaled: true,
  basis: 'PagerDuty 5 min; 15 common in public runbooks; counted from the acknowledgement or the alert where nobody declared an incident',
  sentence: 'The first notice reached customers {measured} after the incident was declared; the aim was {aim}.',
  never: 'No notice was proved to have reached anybody in the {measured} after the incident was declared; the aim was {aim}.',
  before: 'A notice had reached customers before the incident was declared; the aim was {aim}.',
  measure: (history) => {
    const excused = nothingToTell(history);
    if (excused !== undefined) return excused;
    const from = declarationOf(history);
    const [first] = toldOf(history);
    if (from === undefined) return unmeasured('nobody declared an incident, and no alert, acknowledgement or harm to users says when one should have been');
    if (first !== undefined) return value(Math.max(0, history.elapsedMs(from.ms, first.proved.ms)), from.seq, first.proved.seq);
    const unseen = unread(history, from.ms, watchedUntil(history));
    if (unseen !== undefined) return unmeasured(unseen);
    return atLeast(history.elapsedMs(from.ms, watchedUntil(history)), from.seq, history.last('status.fetched')?.seq ?? from.seq);
  },
});
