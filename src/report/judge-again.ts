/** Holds the command that judges a run again, safe to paste into a shell. */
import type { Scorecard } from '../judge/scorecard.ts';
import { inert } from './inert.ts';

const plain = /^[\w.:@/+-]+$/;

/** A run's name that a shell would read as more than a word is quoted. */
export const judgeAgain = (card: Scorecard): string => {
  const run = inert(card.run);
  return `npx gameday judge ${plain.test(run) && !run.startsWith('-') ? run : `'${run.replaceAll("'", `'\\''`)}'`}`;
};
