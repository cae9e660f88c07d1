/** Holds the rule `leaks`: words in a notice that should have stayed inside. */
import { rule } from '../rule.ts';
import type { Said } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';

export interface Leak {
  readonly what: 'host' | 'address' | 'person' | 'contract' | 'ticket';
  readonly words: string;
}

const name = "(?:[A-Z]\\.|[A-Z][a-z'-]+)(?: [A-Z][a-z'-]+)?";
const role = '(?:engineer|administrator|admin|operator|developer|colleague|technician|contractor|consultant|DBA|guy|director)';
const team = '(?:network|operations|ops|engineering|security|support|the [a-z]+ team|[a-z]+ team|IT|NOC|SOC)';

/** Names under suffixes that no public resolver answers (RFC 6762, appendix G, and RFC 8375); numbered hosts; addresses; numbers of ServiceNow and Jira. */
const forms: readonly (readonly [Leak['what'], RegExp])[] = [
  ['host', /\b(?:[a-z0-9-]+\.)+(?:internal|intranet|intra|local|lan|corp|private|home\.arpa|svc)\b/gi],
  ['host', /(?<![.\w-])(?:[a-z]+-)*(?:prod|stg|staging|db|pg|lb|rtr|fw|web|app|node|srv)(?:-[a-z]+)*-?\d+(?![\w.])/gi],
  ['host', /(?<=\b(?:server|host|node|router|switch|firewall|machine|database|cluster|load balancer) )[a-z][a-z-]*\d+(?![\w.])/gi],
  ['host', /\b[a-z]+(?:-[a-z]+)*-0\d\b/gi],
  ['host', /(?<!\b(?:drill|exercise):? )\b[a-z]{2,}(?:-[a-z]{2,})+-?\d{1,3}\b/gi],
  ['host', /\brack [A-Z]?\d+\b|\bAS\d{4,6}\b/g],
  ['address', /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g],
  ['ticket', /\b(?!CVE-|RFC-|ISO-|UTC-)[A-Z]{2,8}-\d{3,}\b|\b(?:INC|CHG|PRB|TASK|RITM)\d{5,}\b/g],
  ['contract', /\b(?:our|the) (?:\w+ )?(?:contract|agreement|licen[cs]e) with [^.,;]{2,120}/gi],
  ['contract', /\b(?:costs?|pay(?:s|ing)?|price of|charges?) (?:[\w ]{1,40} )?(?:[$€£] ?\d[\d,.]*|\d[\d,.]* ?(?:k|m|USD|EUR|GBP|dollars|euros))\b(?: (?:a|per) \w+)?/gi],
  ['person', new RegExp(`\\b${name}(?= (?:from|of|in|at) (?:our |the )?${team}\\b)`, 'g')],
  ['person', new RegExp(`(?<=\\b${role}(?: in [a-z]+)?(?:,| named| called|) )${name}`, 'g')],
  ['person', new RegExp(`(?<=\\b(?:somebody|someone|guy|person) (?:in|from) \\w+ (?:named|called) )${name}`, 'g')],
];

export const leaks = rule<Leak>({
  id: 'leaks',
  asks: 'Does it leak internal detail?',
  because: 'Names of hosts, private addresses, tickets, people and terms of contracts help an attacker and embarrass a team. Forms of names are looked for, so a host that is called like a word is missed, and a public name of somebody who speaks for the team may be taken for a leak.',
  decides: { found: true, silent: true },
  read: ({ text }) =>
    sentencesOf(text).flatMap((quote) => {
      const found: Said<Leak>[] = [];
      for (const [what, form] of forms) for (const words of quote.match(form) ?? []) if (!found.some((one) => one.answer.words.includes(words))) found.push({ answer: { what, words: words.trim() }, quote });
      return found;
    }),
});
