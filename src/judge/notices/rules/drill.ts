/** Holds the rule `drill`: whether a notice says that it is a drill, and which. */
import { rule } from '../rule.ts';
import { sentencesOf } from '../sentences.ts';

/** "drill-down" is a report, and "we tested" is no exercise. */
const mark = /\b(?:drills?|exercise|game ?day|simulation|rehears(?:e|ing|al))\b(?!-| ?down)|\b(?:this|it) is (?:only |just )?a test\b|^\W*test\b/i;
/** The name stands with the mark: in its brackets, in quotes after it, or after "called". */
const names = [/\[\s*drill:?\s+([\w-]+[^\]]*)\]/i, /\b(?:drill|exercise|game ?day|simulation|test)\b[^"]*"([^"]{2,60})"/i, /\b(?:drill|exercise|game ?day) (?:called|named) ([\w-]+(?: [\w-]+)?)/i, /\b(?:drill|exercise) ([a-z]+(?:-[a-z0-9]+)+)\b/i];

export const drill = rule<{ readonly name?: string }>({
  id: 'drill',
  asks: 'Does it say that it is a drill, and which?',
  because: 'Drills have leaked to real customers and set off real alarms; "drill", "exercise", "game day", "simulation", "rehearsal" and "this is a test" are how exercises (HSEEP) and public alert systems mark every message.',
  decides: { found: true, silent: true },
  read: ({ text }) => {
    const found = sentencesOf(text).filter((sentence) => mark.test(sentence));
    const named = found.flatMap((quote) => names.flatMap((name) => (name.exec(quote)?.[1] === undefined ? [] : [{ answer: { name: (name.exec(quote)?.[1] ?? '').trim() }, quote }])))[0];
    const [first] = found;
    return named !== undefined ? [named] : first === undefined ? [] : [{ answer: {}, quote: first }];
  },
});
