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
    // A help desk of ours would have heard of a deletion, so a case of which it heard of none is there.
    const atOurs = (move: (typeof moves)[number]) => move.receiver !== undefined && move.state === 'opened' && !deleted.has(move.case);
    const kept = new Set([...having('kept'), ...moves.filter(atOurs).map((move) => move.case)]);
    if (opened.size === 0) return notExercised('no case was opened');
    const [first, ...more] = moves.filter((move) => (deleted.size > 0 ? move.state === 'deleted' : move.state === 'kept' || atOurs(move))).map((move) => move.seq);
    const unknown = [...opened].filter((one) => !kept.has(one) && !deleted.has(one)).length;
    if (first === undefined || (unknown > 0 && deleted.size === 0)) return unmeasured(`of ${opened.size} cases that were opened, ${unknown} could not be looked up at the end`);
    return value(1 - deleted.size / opened.size, first, ...more);
  },
});
