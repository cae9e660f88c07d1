/** Holds how the text of a notice comes apart: sentences to quote, and clauses, in which a "not" is about one thing. */

/** Notices are short; what is longer is read up to here, so that no text can keep a judge busy. */
const readMost = 10_000;

/** Typographic marks as keyboards have them, without characters that nobody sees. */
const plain = (text: string): string =>
  text
    .slice(0, readMost)
    .replaceAll(/[\u2018\u2019\u02BC]/g, "'")
    .replaceAll(/[\u201C\u201D]/g, '"')
    .replaceAll(/[\u2010\u2011]/g, '-')
    .replaceAll(/[\u200B-\u200F\u2060\uFEFF]/g, '');

/** A stop ends a sentence where white space follows; that of an initial (`J. Okafor`) or of `e.g.` doesn't. */
const stop = /(?<![\s.][A-Za-z])(?<!\b(?:e\.g|i\.e|approx|no|mr|ms|dr))[.!?]+["')\]]*\s+|\n+/gi;

/** In order, trimmed, as they were written but for typographic marks. */
export const sentencesOf = (text: string): readonly string[] =>
  plain(text)
    .replaceAll(stop, (end) => `${end.trimEnd()}\n`)
    .split('\n')
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

export interface Clause {
  readonly text: string;
  readonly sentence: string;
  /** Whether it says what not to do, or what isn't so. */
  readonly negated: boolean;
  /** Whether it holds only in some case: `if it is down`. */
  readonly conditional: boolean;
}

const seams = /[,;:]\s+|\s+-\s+|(?=\b(?:rather than|instead of|but|and|or|so|if|should it|in case)\b)/i;
const not = /\b(?:not|never|no need|need not|nobody|don't|doesn't|won't|isn't|aren't|can't|cannot|rather than|instead of|avoid)\b/i;
const inCase = /^(?:if|should|in case|when|unless)\b/i;

export const clausesOf = (sentence: string): readonly Clause[] =>
  sentence.split(seams).flatMap((text) => {
    const trimmed = text.trim();
    return trimmed === '' ? [] : [{ text: trimmed, sentence, negated: not.test(trimmed), conditional: inCase.test(trimmed) }];
  });
