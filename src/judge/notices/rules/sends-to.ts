/** Holds the rule `sends-to`: to which channels a notice sends customers, for news or for help. */
import { channelsIn, here } from '../channel-words.ts';
import { rule } from '../rule.ts';
import type { Channel, Said } from '../rule.ts';
import { clausesOf, sentencesOf } from '../sentences.ts';
import type { Clause } from '../sentences.ts';

/** What makes the naming of a channel a request to go there. */
const towards: Readonly<Record<Channel, RegExp>> = {
  'status-page': /./,
  email: /\b(?:write|send(?: us| you)?(?: an?)?|reply(?:ing)? to) (?:\w+ ){0,3}(?:e-?mail|mail|\S+@)|\bsend (?:us |you )?e-?mail|\b(?:hear|informe?d?|notify|notified|updates?|news|contact|reach|tell|told|write|reply)\b.* by e-?mail\b|^by e-?mail\b|\be-?mail (?:us|support|\S+@)|\bwrite to \S+@|\breply(?:ing)? to this (?:e-?)?mail\b/i,
  portal: /(?<!\byou )\b(?:open|file|raise|submit|log|create) (?:an? |your |new )?(?:support )?(?:case|ticket)s?\b|\b(?:visit|use|go to|see|check) (?:the|our) (?:\w+ )?portal\b|\b(?:confirm|acknowledge|follow|read|find)\b.* in the portal\b/i,
  hotline: /\b(?:call|ring|dial|phone|try|use|contact) (?:us\b|support|the|our|\+?\d)|\bstay by your phone\b|\bleave (?:us )?a message\b|\bpress \w+/i,
  social: /\b(?:follow|watch|send us a|write us a|ask us|check|see|post|updates?|informed|publish)\b/i,
  sms: /\b(?:reply(?:ing)?|next text|text us|text \w+ to|by (?:sms|text))\b/i,
  'account-manager': /\b(?:ask|contact|call|write to|reach|speak to)\b|\bcan tell you\b/i,
};
const down = /\b(?:status ?page|account manager) (?:is|was|may be) (?:down|away|slow|unavailable|out|on holiday)\b/i;

const wanted = (channel: Channel, { text, sentence }: Clause, own: Channel | undefined) => {
  if (channel === own && here.test(text)) return /\b(?:post|publish|update|informed?|news|follow|add|write|watch)\b/i.test(sentence);
  return towards[channel].test(text) && !down.test(text);
};

export const sendsTo = rule<Channel>({
  id: 'sends-to',
  asks: 'To which channels does it send customers?',
  because: 'In 2013 notices sent customers to the e-mail that was down. A channel named together with a verb that leads there counts; in a clause with "not", "no need to" or "rather than" it doesn\'t.',
  decides: { found: true, silent: true },
  read: ({ text, channel: own }) => {
    const found = new Map<Channel, Said<Channel>>();
    for (const quote of sentencesOf(text)) {
      for (const clause of clausesOf(quote)) {
        if (clause.negated && !clause.conditional) continue;
        for (const channel of channelsIn(clause.text, own)) if (!found.has(channel) && wanted(channel, clause, own)) found.set(channel, { answer: channel, quote });
      }
    }
    return [...found.values()];
  },
});
