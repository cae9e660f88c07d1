/** Holds the trial of one seed, and the words in which a broken promise is told. */
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import type { Fired } from './ailing.ts';
import { drawCase, rawOf } from './case.ts';
import type { Case } from './case.ts';
import type { Broken } from './promises.ts';
import { shrink } from './shrink.ts';
import { tryCase } from './try-case.ts';

export interface Outcome {
  readonly seed: number;
  readonly fired: readonly Fired[];
  /** The shortest case that breaks the first promise which the seed's own broke. */
  readonly found?: { readonly broken: Broken; readonly shortest: Case };
}

export async function trySeed(seed: number, catalogue?: Catalogue): Promise<Outcome> {
  const whole = drawCase(seed);
  const { fired, broken } = await tryCase(whole, catalogue);
  const [first] = broken;
  if (first === undefined) return { seed, fired };
  const breaks = async (one: Case) => (await tryCase(one, catalogue)).broken.find(({ promise }) => promise === first.promise);
  const shortest = await shrink(whole, async (one) => (await breaks(one)) !== undefined);
  return { seed, fired, found: { broken: (await breaks(shortest)) ?? first, shortest } };
}

export function toldOf(seed: number, { broken, shortest }: NonNullable<Outcome['found']>): string {
  const parts = [
    `seed ${seed}: expected that ${broken.promise}, got ${broken.saw}`,
    `  failures: ${shortest.failures.map(({ kind, phase, line, forMs, chance }) => `${kind} at line ${line} of the phase "${phase}" (for ${forMs} ms, chance ${chance.toFixed(3)})`).join('; ') || 'none'}`,
    ...(shortest.idle === undefined ? [] : [`  the fault that does nothing: ${shortest.idle}`]),
    `  scenario: ${JSON.stringify(rawOf(shortest))}`,
    `  again: npm run simulate -- --seeds 1 --from ${seed}`,
  ];
  return parts.join('\n');
}
