/** Holds the few words of the field that a manager may not know. */
import { ratings, sentenceCase } from './words.ts';

export const glossary: readonly (readonly [string, string])[] = [
  ['P, S, M, U', `${sentenceCase(ratings.P.word)}; ${ratings.S.word}; ${ratings.M.word}; ${ratings.U.word}. From HSEEP, the exercise standard of the US Department of Homeland Security.`],
  ['Score', '100 at the aim, 85 at the S bound, 60 at the M bound, 0 at twice the M bound.'],
  ['Rehearsal', "A drill in which gameday's own autopilot played a role that was rated."],
  ['Inject', 'Something that the drill does to the system at a planned time; a fault is one.'],
  ['Diversion', 'Sending traffic through a scrubbing partner, who removes the attack and hands the rest back.'],
  ['Failback', 'The return to the direct path.'],
  ['Control run', "The same flood with the edge's limit lifted: harm that remains comes from the test machine."],
  ['Decoy', 'A legitimate crowd that looks like an attack, to catch false alarms.'],
  ['Basis', 'Where a bound was taken from; (J) marks a judgement of the project, open to correction.'],
  ['Autopilot, observed, facilitator, self-reported', 'How it is known who acted: gameday itself did; a tool said so; the facilitator entered it; the person said so.'],
];
