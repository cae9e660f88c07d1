/** Holds the rule `state`: whether a notice says that the incident goes on or is over. */
import { rule } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';
import { recovered, supposed, trouble } from '../trouble.ts';

export type State = 'ongoing' | 'restored';

const atIt = /\b(?:investigating|monitoring|identified|still|continu(?:e|ing) to|working (?:on|to)|work (?:on|to)|on it|on the case|(?:look|looking) (?:into|for)|aware of|being (?:replaced|rolled out|fixed)|until (?:we are|it is|we're)|returning to|expects? it to|should resume|suspect|bad day|(?:are|is) concerned)\b/i;
const notYet = /\bnot (?:been |yet |fully )*(?:resolved|restored|fixed)\b|\bnot yet\b/i;
/** Trouble that is told in the past alone was and is no more; headlines and short messages have no verb at all. */
const past = /\b(?:was|were|had|did|took|came|saw|went|experienced|ended|made|answered|crashed|stopped|failed|post-incident|root cause|happened)\b/i;
const present = /\b(?:is|are|has|have|does|can|cannot|(?<!\d )may|remains?|stays?)\b/i;

export const state = rule<State>({
  id: 'state',
  asks: 'Does it say that the incident goes on, or that it is over?',
  because: 'One channel that says "restored" while another says "we are still working on it" leaves customers with neither. Trouble goes on unless it is told in the past, and where one notice says both, what goes on counts; what would be "if" says nothing about now.',
  decides: { found: true, silent: false },
  read: ({ text }) => {
    const told = sentencesOf(text).filter((sentence) => !supposed.test(sentence) || recovered.test(sentence));
    const isOver = (sentence: string) => recovered.test(sentence) && !notYet.test(sentence);
    const goesOn = told.find((sentence) => notYet.test(sentence) || (!isOver(sentence) && (atIt.test(sentence) || (trouble.test(sentence) && (present.test(sentence) || !past.test(sentence))))));
    if (goesOn !== undefined) return [{ answer: 'ongoing', quote: goesOn }];
    const over = told.find(isOver) ?? told.find((sentence) => past.test(sentence) && (trouble.test(sentence) || /\b(?:cause|incident)\b/i.test(sentence)));
    return over === undefined ? [] : [{ answer: 'restored', quote: over }];
  },
});
