/** Holds the metric `failback`: how long from the command to fail back until probes proved the direct path. */
import { failbackCommandOf, failbackOf } from '../../clocks.ts';
import { atLeast, metric, notExercised, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { diversionBounds } from './divert.ts';
import { noReasonToReroute } from './exercised.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const failback = metric({
  id: 'failback',
  title: 'Command to fail back to direct path proved',
  capability: 'rerouting',
  unit: 'ms',
  critical: false,
  bounds: diversionBounds,
  scaled: true,
  basis: 'as for the diversion itself (J)',
  sentence: 'Traffic was back on the direct path {measured} after the command; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const commanded = failbackCommandOf(history);
    if (commanded === undefined) return notExercised('nobody commanded a failback');
    const back = failbackOf(history);
    const unseen = blind(history, 'path.seen', commanded.ms, back?.proof.ms ?? watchedUntil(history));
    if (unseen !== undefined) return unmeasured(unseen);
    if (back === undefined) return atLeast(history.elapsedMs(commanded.ms, watchedUntil(history)), commanded.seq, history.last('path.seen')?.seq ?? commanded.seq);
    return value(Math.max(0, history.elapsedMs(commanded.ms, back.mark.ms)), commanded.seq, back.mark.seq, back.proof.seq);
  },
});
