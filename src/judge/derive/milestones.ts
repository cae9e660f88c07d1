/** Holds the milestones that responders reached, each with who said so. */
import type { EventOf, Milestone } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { firstToNotice } from './onset.ts';

/**
 * Whether an acknowledgement is somebody's: a person's, or that of an automation which the scenario seats by its name. One that merely acts on its own,
 * such as a rule of PagerDuty's, wakes nobody.
 */
const isTaken = (history: History, { milestone: name, actor, role }: EventOf<'milestone.reached'>): boolean =>
  name !== 'acknowledged' || actor !== 'automation' || history.first('run.opened')?.brief.responders[role] === 'automation';

/** The first time that a milestone was reached since there was something to notice. */
export function milestone(history: History, name: Milestone, fromMs?: number): EventOf<'milestone.reached'> | undefined {
  const since = fromMs ?? firstToNotice(history)?.ms ?? history.zeroMs ?? 0;
  return history
    .of('milestone.reached')
    .filter((event) => event.milestone === name && event.atMs >= since && isTaken(history, event))
    .toSorted((a, b) => a.atMs - b.atMs)[0];
}
