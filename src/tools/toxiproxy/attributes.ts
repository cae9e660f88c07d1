/** Holds what each toxic takes, because Toxiproxy accepts a misspelt attribute in silence and runs with 0 instead. */
import type { Toxic } from '../../ports/proxies.ts';
import { Problem } from '../../problem.ts';

interface Attribute {
  readonly required: boolean;
}
const must: Attribute = { required: true };
const may: Attribute = { required: false };

/**
 * Toxics and their attributes, all whole numbers from 0 up: milliseconds, but for `rate` (KB/s), sizes and `bytes` (bytes), and the slicer's
 * `delay` (microseconds). Source: Toxiproxy 2.12.0, README, "Toxics".
 */
export const toxicAttributes: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  latency: { latency: must, jitter: may },
  bandwidth: { rate: must },
  slow_close: { delay: must },
  timeout: { timeout: must },
  reset_peer: { timeout: may },
  slicer: { average_size: must, size_variation: may, delay: may },
  limit_data: { bytes: must },
};

const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** Throws a `Problem` where Toxiproxy would refuse the toxic, or would silently do something else than is written. */
export function checkToxic(toxic: Toxic): void {
  const where = `toxic ${toxic.name}`;
  const known = toxicAttributes[toxic.type];
  if (known === undefined) throw new Problem({ expected: `a toxic of type ${listed(Object.keys(toxicAttributes))}`, got: toxic.type, where });
  for (const [name, value] of Object.entries(toxic.attributes)) {
    if (known[name] === undefined) throw new Problem({ expected: `attributes of ${toxic.type}: ${listed(Object.keys(known))}`, got: name, where, next: 'Toxiproxy would take it in silence and run with 0.' });
    if (!Number.isSafeInteger(value) || value < 0) throw new Problem({ expected: `${name} as a whole number from 0 up`, got: String(value), where });
  }
  for (const [name, { required }] of Object.entries(known)) {
    if (required && toxic.attributes[name] === undefined) throw new Problem({ expected: `attribute ${name}`, got: listed(Object.keys(toxic.attributes)), where });
  }
  // A toxicity of 0 is not harmless: the connection still takes the toxic's path (toxiproxy#603).
  if (!(toxic.toxicity > 0 && toxic.toxicity <= 1)) throw new Problem({ expected: 'a toxicity above 0 and up to 1', got: String(toxic.toxicity), where });
}
