/** Holds the rule `action`: whether a notice says what to do, if only "nothing". */
import { rule } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';

const nothing = /\b(?:no (?:further )?action|(?:need not|not (?:need|have) to|don't (?:need|have) to) do anything|nothing (?:that )?(?:you )?(?:need |have )?to do|no need to)\b/i;
const asked = /\b(?:please|kindly) (?!accept|bear|be patient|to be|be calm|stay tuned|note|excuse)\w+/i;
const verbs = 'retry|call|ring|open|contact|use|follow|reply|sign|log|send|press|visit|check|look|write|e-?mail|try|ask|leave|wait|confirm|subscribe|see|read|browse|download|reload|restart|return|go|keep|avoid|watch|stop|refresh|clear|switch';
/** At the beginning of a sentence or clause; "We call you back" is not a request. */
const order = new RegExp(`(?:^|[,;:]\\s+|\\band |^for (?:news|help|more|urgent)[^,;:]* )(?:${verbs})\\b(?! (?:is|are|was|were|has|down|delivery|and login)\\b)`, 'i');
const offer = /\b(?:you (?:can|should|may (?:want to|try|use)|must)(?! not|'t)|what you can do|can tell you more)\b/i;

export const action = rule<true>({
  id: 'action',
  asks: 'Does it say what to do?',
  because: '"You need not do anything" spares the hotline as well as an instruction does. Requests ("please ..."), orders and offers ("you can ...") count; "stay tuned" and "bear with us" ask for nothing.',
  decides: { found: true, silent: false },
  read: ({ text }) => sentencesOf(text).flatMap((quote) => (nothing.test(quote) || asked.test(quote) || order.test(quote) || offer.test(quote) ? [{ answer: true as const, quote }] : [])),
});
