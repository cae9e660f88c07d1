/** Holds the check `world`: a drill that was meant for one world and ran in another proves nothing of the first. */
import { check } from './check.ts';

export const world = check({
  id: 'world',
  title: 'The drill ran in the world that it was meant for',
  look: (history) => {
    const run = history.first('run.opened');
    if (run?.insteadOf === undefined) return [];
    const { world: meant, because } = run.insteadOf;
    return { is: 'failed', saw: `it was meant for the world ${meant} and ran in the world ${run.world}, because ${because}`, evidence: [run.seq] };
  },
});
