/** Holds the metric `found-by`: whether monitoring or a customer noticed first. */
import { counts } from '../../bounds.ts';
import { correctAlert, firstToNotice } from '../../clocks.ts';
import { metric, notExercised, unmeasured, value } from '../../metric.ts';
import { noticedFirst } from './noticed-first.ts';

export const foundBy = metric({
  id: 'found-by',
  title: 'Noticed by others before monitoring',
  capability: 'detection',
  unit: 'count',
  critical: false,
  bounds: counts(0, 0, 1),
  basis: '(J): a customer first caps detection at M',
  sentence: 'Others noticed before monitoring: {measured}; the aim was {aim}.',
  measure: (history) => {
    if (firstToNotice(history) === undefined) return notExercised('there was nothing to notice');
    const { alert, why } = correctAlert(history);
    if (why !== undefined) return unmeasured(why);
    const other = noticedFirst(history);
    if (other !== undefined) return value(1, other.seq, ...(alert === undefined ? [] : [alert.seq]));
    return alert === undefined ? unmeasured('nobody was seen to notice') : value(0, alert.seq);
  },
});
