/** Holds the metric `cases-kept`: support cases opened during the drill that were still there at its end. */
import { counts } from '../../bounds.ts';
import { metric, notExercised, unmeasured, value } from '../../metric.ts';

export const casesKept = metric({
  id: 'cases-kept',
  title: 'Support cases kept',
  capability: 'communications',
  unit: 'share',
  critical: true,
  bounds: counts(0, 0, 0),
  basis: 'any deleted case is unable to be performed (J)',
  sentence: 'Of the support cases opened during the drill, {measured} were kept; the aim was {aim}.',
  measure: (history) => {
    const moves = history.of('case.moved').filter(({ channel }) => channel === undefined);
    const having = (state: string) => new Set(moves.flatMap((move) => (move.state === state ? [move.case] : [])));
    const opened = having('opened');
    const deleted = having('deleted');
    const kept = having('kept');
    if (opened.size === 0) return notExercised('no case was opened');
    const [first, ...more] = moves.filter((move) => (deleted.size > 0 ? move.state === 'deleted' : move.state === 'kept')).map((move) => move.seq);
    const unknown = [...opened].filter((one) => !kept.has(one) && !deleted.has(one)).length;
    if (first === undefined || (unknown > 0 && deleted.size === 0)) return unmeasured(`of ${opened.size} cases that were opened, ${unknown} could not be looked up at the end`);
    return value(1 - deleted.size / opened.size, first, ...more);
  },
});
