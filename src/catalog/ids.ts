/** Holds how receivers make the ids that vendors give to what they take: from the run's seed, so that a simulated drill repeats. */
import type { Random } from '../ports/time.ts';

const alphabets = { hex: '0123456789abcdef', digits: '0123456789', lower: 'abcdefghijklmnopqrstuvwxyz0123456789' } as const;

export function idFrom(random: Random, length: number, alphabet: keyof typeof alphabets = 'hex'): string {
  const letters = alphabets[alphabet];
  return Array.from({ length }, () => letters[Math.floor(random.next() * letters.length)]).join('');
}
