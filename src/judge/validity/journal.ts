/** Holds the check `journal`: the record is whole. */
import { check } from './check.ts';

export const journal = check({
  id: 'journal',
  title: 'The journal is whole',
  look: ({ integrity, events }) => ({ is: integrity.state === 'whole' ? 'held' : 'failed', saw: integrity.state === 'whole' ? integrity.saw : `${integrity.state}: ${integrity.saw}`, evidence: events.slice(-1).map((event) => event.seq) }),
});
