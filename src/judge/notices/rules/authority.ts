/** Holds the rule `authority`: which channel a notice calls the one for news. */
import { channelsIn } from '../channel-words.ts';
import { rule } from '../rule.ts';
import type { Channel, Said } from '../rule.ts';
import { clausesOf, sentencesOf } from '../sentences.ts';
import { sendsTo } from './sends-to.ts';

const outright = /\b(?:the reference|authoritative|official source|source of truth|publish first|post first)\b/i;
const news = /\b(?:news|next (?:update|text)|latest|keep you (?:informed|posted|updated)|hear from us|for updates|we (?:post|update|publish|tweet|toot|add))\b/i;

/** The first channel of a sentence that is named in no case only, and not where news is said not to come. */
const firstIn = (sentence: string, own: Channel | undefined): Channel | undefined =>
  clausesOf(sentence).filter((clause) => !clause.conditional && !clause.negated).flatMap((clause) => channelsIn(clause.text, own))[0];

const said = (text: string, own: Channel | undefined, about: RegExp): readonly Said<Channel>[] =>
  sentencesOf(text).flatMap((quote) => {
    const answer = about.test(quote) ? firstIn(quote, own) : undefined;
    return answer === undefined ? [] : [{ answer, quote }];
  });

export const authority = rule<Channel>({
  id: 'authority',
  asks: 'Which channel is the one to follow?',
  because: 'Nobody knew in 2013 which channel counted. "The reference" and the like say it outright; a channel in the sentence that promises news says it as well, and a status page that customers are sent to is there for nothing else.',
  decides: { found: true, silent: true },
  read: (notice) => [...said(notice.text, notice.channel, outright), ...said(notice.text, notice.channel, news), ...sendsTo.read(notice).filter(({ answer }) => answer === 'status-page')].slice(0, 1),
});
