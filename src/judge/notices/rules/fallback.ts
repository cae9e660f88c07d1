/** Holds the rule `fallback`: which channel a notice names for when the one for news fails. */
import { channelsIn } from '../channel-words.ts';
import { rule } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';
import { authority } from './authority.ts';

/** What fails must be the channel of which was just spoken: "it", "that", "this page", or nothing at all. */
const fails = /\b(?:if|should|when|in case) (?:you (?:can ?not|can't) (?:reach|open|load) (?:it|that|this page|the status ?page)|(?:it|that|this page|the status ?page|our status ?page) (?:is|be|does not|doesn't|fails?|should)\b[^,;:]*|down|unreachable|unavailable)/i;

export const fallback = rule({
  id: 'fallback',
  asks: 'Which channel is for when that one fails?',
  because: 'What shares the edge fails with it, so the channel for news needs a second one. It is looked for after "if it is down" and the like, and only where a channel for news is named.',
  decides: { found: true, silent: true },
  read: (notice) => {
    const [first] = authority.read(notice);
    if (first === undefined) return [];
    return sentencesOf(notice.text).flatMap((quote) => {
      const failing = fails.exec(quote);
      const answer = failing === null ? undefined : channelsIn(quote.slice(failing.index + failing[0].length), notice.channel).find((channel) => channel !== first.answer);
      return answer === undefined ? [] : [{ answer, quote }];
    });
  },
});
