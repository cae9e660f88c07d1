/** Holds the metric `decide`: how long from the acknowledgement to the command to divert. */
import { minutes } from '../../bounds.ts';
import { commandOf, correctAlert, diversionOf, milestone } from '../../clocks.ts';
import { atLeast, metric, unmeasured, value } from '../../metric.ts';
import { noReasonToReroute } from './exercised.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const decide = metric({
  id: 'decide',
  title: 'Acknowledgement to command to divert',
  capability: 'rerouting',
  unit: 'ms',
  critical: true,
  bounds: minutes(5, 10, 15),
  scaled: true,
  basis: '(J)',
  sentence: 'Diversion was commanded {measured} after the alert was taken; the aim was {aim}.',
  never: 'Nobody commanded a diversion in the {measured} after the alert was taken; the aim was {aim}.',
  before: 'Diversion had been commanded before the alert was taken; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    // Without an acknowledgement the alert is what counts: it is earlier, and so never kinder.
    const taken = milestone(history, 'acknowledged');
    const alert = correctAlert(history).alert;
    const from = taken === undefined ? alert && { ms: alert.heardMs, seq: alert.seq } : { ms: taken.atMs, seq: taken.seq };
    const command = commandOf(history);
    if (from === undefined) return unmeasured('no alert was heard and nobody acknowledged one, so there is no moment to count from');
    if (command !== undefined) return value(Math.max(0, history.elapsedMs(from.ms, command.ms)), from.seq, command.seq);
    if (diversionOf(history) !== undefined) return unmeasured('traffic was diverted, but nobody recorded the command (`gameday mark RUN commanded`)');
    return atLeast(history.elapsedMs(from.ms, watchedUntil(history)), from.seq, history.last('timeline.ended')?.seq ?? from.seq);
  },
});
