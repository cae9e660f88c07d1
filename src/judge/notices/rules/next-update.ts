/** Holds the rule `next-update`: when a notice says that the next one comes. */
import { rule } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';
import { timeIn } from '../time-in.ts';
import type { Time } from '../time-in.ts';

const tell = '(?:updat|post|writ|call|ring|report|publish|tweet|toot|text|inform|tell|shar|say|add|send|mail|e-?mail)(?:e|es|ing|s)?';
/** From here on a sentence speaks of news that will come. */
const promise = new RegExp(`\\bnext:|\\bnext (?:\\w+ )?(?:updates?|status|text|time|by|news|post|message|call|report|bulletin|information)\\b|\\b(?:hear|more|news) from us\\b|\\b(?:know|say|tell you) more\\b|\\b(?:we|we'll|will|going to) (?:\\w+ ){0,2}${tell}\\b|\\b(?:updates?|news|bulletins?) (?:at|by|every|each|in|within|again)\\b`, 'i');

export const nextUpdate = rule<Time>({
  id: 'next-update',
  asks: 'When does the next update come?',
  because: 'A promise with a time keeps customers from asking (PagerDuty requires one in each notice). A word that promises news and, after it, a time of day or a span are one; "soon" and a mere date are none.',
  decides: { found: true, silent: true },
  read: ({ text }) =>
    sentencesOf(text).flatMap((quote) => {
      const from = promise.exec(quote)?.index;
      const answer = from === undefined ? undefined : timeIn(quote.slice(from));
      return answer === undefined ? [] : [{ answer, quote }];
    }),
});
