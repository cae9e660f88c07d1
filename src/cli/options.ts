/** Holds options and words that several verbs share. */
import { InvalidArgumentError, Option } from 'commander';
import type { Expectation } from '../record/events.ts';

function seedFrom(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffffffff) throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
  return seed;
}

export const seedOption = (): Option => new Option('--seed <n>', 'seed of all chance, instead of the scenario’s').argParser(seedFrom);

/** For the simulated world alone. */
export const modelOption = (): Option => new Option('--model <file>', 'parameters of the simulated world, as `gameday calibrate --out` writes them');

/** What must be seen of a fault, in words. */
export function expectationText(expectation: Expectation): string {
  if (expectation.see === 'probe') return `probes of ${expectation.proxy} ${expectation.is}${expectation.is === 'slower' ? ` by ${expectation.byMs} ms` : ''}`;
  if (expectation.see === 'arrivals') return `${expectation.shareMin * 100} % of what ${expectation.generator} offers arriving at the entry`;
  if (expectation.see === 'declaration') return `nothing: that ${expectation.channel} is gone is only declared, and stays unproved`;
  if (expectation.see === 'mail') return `mail ${expectation.is}`;
  return expectation.see === 'rota' ? `${expectation.role} absent` : `${expectation.object} ${expectation.name} ${expectation.what}, as the cluster tells`;
}
