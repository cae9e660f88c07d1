/** Holds the metric `false-alarms`: alerts that were raised when nothing was wrong, most of all by the decoy. */
import { counts } from '../../bounds.ts';
import { falseAlarms } from '../../clocks.ts';
import { lookAlikes } from '../../derive/alerts.ts';
import { metric, notExercised, unmeasured, value } from '../../metric.ts';
import { deaf } from '../../watch.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const falseAlarmCount = metric({
  id: 'false-alarms',
  title: 'False alarms',
  capability: 'detection',
  unit: 'count',
  critical: false,
  bounds: counts(0, 1, 3),
  basis: '(J): a decoy flash crowd, a control run and the quiet before the first fault should raise none',
  sentence: 'False alarms raised: {measured}; the aim was {aim}.',
  measure: (history) => {
    const alarms = falseAlarms(history);
    const [first, ...more] = alarms.map((alarm) => alarm.seq);
    if (first !== undefined) return value(alarms.length, first, ...more);
    const [alike] = lookAlikes(history);
    if (alike === undefined) return notExercised('the drill had neither a decoy nor a control run that could raise a false alarm');
    const silence = deaf(history, history.zeroMs ?? 0, watchedUntil(history));
    return silence === undefined ? value(0, alike.seq) : unmeasured(silence);
  },
});
