/** Holds the rule `affected`: whether a notice says what suffers. */
import { rule } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';
import { namesSomething, recovered, supposed, trouble } from '../trouble.ts';

/** Where else to go, what to do and who is to blame is no statement of what suffers. */
const beside = /^(?:please|call|write|visit|for (?:news|help|urgent)|questions)\b|^(?:\w+ ){0,3}(?:apolog|sorry)|\b(?:contact|open a case|raise a ticket)\b/i;

export const affected = rule<true>({
  id: 'affected',
  asks: 'Does it say what is affected?',
  because: 'A reader must know whether what they use is meant. A sentence that tells of trouble, or of its end, and has any word beside those of which every notice is full ("service", "issue", "customers") says so. It can\'t tell what customers use from what only engineers know.',
  decides: { found: true, silent: false },
  read: ({ text }) => sentencesOf(text).flatMap((quote) => (!supposed.test(quote) && !beside.test(quote) && (trouble.test(quote) || recovered.test(quote)) && namesSomething(quote.replace(recovered, ' ')) ? [{ answer: true as const, quote }] : [])),
});
