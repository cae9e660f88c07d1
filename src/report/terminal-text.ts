/** Holds what a terminal needs of text: its width in cells, wrapping, padding and colour. */
import { clip, inert } from './inert.ts';

const two = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

/** Cells that a text takes: none for a combining mark, two for a wide character. */
export const cells = (text: string): number => Array.from(text).reduce((sum, letter) => sum + (/\p{M}/u.test(letter) ? 0 : two.test(letter) ? 2 : 1), 0);

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));

/** Cut to a number of cells. */
export const fit = (text: string, width: number): string => {
  let most = Array.from(text).length;
  while (most > 1 && cells(clip(text, most)) > width) most -= 1;
  return clip(text, most);
};

/** Pieces of a word that is longer than a line. */
const pieces = (word: string, width: number): readonly string[] => {
  const found: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && cells(piece + letter) > width) {
      found.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...found, piece];
};

/** Lines of at most `width` cells; a number stays with its unit. */
export const wrap = (text: string, width: number): readonly string[] => {
  const joined = inert(text).trim().replace(/(\d) (?=(?:%|ms|s|min|h|d)(?![\p{L}\d]))/gu, '$1\u00A0');
  const lines: string[] = [];
  for (const word of joined.split(' ').flatMap((one) => pieces(one, width))) {
    const last = lines.at(-1);
    if (last !== undefined && cells(last) + 1 + cells(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.replaceAll('\u00A0', ' '));
};

export type Paint = (tone: 'good' | 'fair' | 'poor' | 'bad' | 'none' | 'bold' | 'dim', text: string) => string;

const codes = { good: '32', fair: '33', poor: '35', bad: '31', none: '36', bold: '1', dim: '2' } as const;

export const painter = (colour: boolean): Paint => (tone, text) => (colour && text !== '' ? `\u001B[${codes[tone]}m${text}\u001B[0m` : text);
