/** Holds the named variants of a scenario: each is what its file says with some fields set otherwise. */
import type { z } from 'zod';
import { Problem } from '../problem.ts';
import { armNames, variants as schema } from '../scenario/frame.ts';
import { nearest } from '../scenario/nearest.ts';
import { valueAt } from '../scenario/scenario-problem.ts';
import { setAt } from './vary.ts';

/** One scenario of a comparison: as it stands, with one variant, or with all of them. */
export interface Arm {
  readonly id: string;
  readonly title: string;
  /** A name of its own, so that its runs aren't taken for those of the scenario as it stands. */
  readonly scenario: { readonly name: string; readonly title: string };
  readonly raw: unknown;
}

type Variants = z.output<typeof schema>;

/** None where they can't be read: the scenario's own schema says what is wrong with them. */
const variantsOf = (raw: unknown): Variants => schema.optional().safeParse(valueAt(raw, ['variants'])).data ?? {};

const applied = (raw: unknown, name: string, { set }: Variants[string]): unknown =>
  Object.entries(set).reduce((whole, [path, value]) => setAt(whole, path, value, `variants.${name}, ${path}`), raw);

function arm(raw: unknown, id: string, title: string): Arm {
  const { variants: _variants, ...rest } = raw as Readonly<Record<string, unknown>>;
  const scenario = { name: `${String(rest['name'])}-${id}`, title: `${String(rest['title'] ?? rest['name'])}: ${title}` };
  return { id, title, scenario, raw: { ...rest, ...scenario } };
}

/** The scenario as it stands, each of its variants, and all at once where there are several; later ones win where two set the same field. */
export function armsOf(raw: unknown): readonly Arm[] {
  const [baseline, all] = armNames;
  const each = Object.entries(variantsOf(raw));
  const one = each.map(([id, variant]) => arm(applied(raw, id, variant), id, variant.title));
  const together = each.reduce((whole, [id, variant]) => applied(whole, id, variant), raw);
  return [arm(raw, baseline, 'As it is'), ...one, ...(one.length > 1 ? [arm(together, all, 'All of these')] : [])];
}

/** Throws a `Problem` that names the nearest one where the scenario has no such variant. */
export function variantOf(raw: unknown, name: string): Arm {
  const arms = armsOf(raw);
  const found = arms.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const near = nearest(name, arms.map(({ id }) => id));
  throw new Problem({ expected: 'a variant of the scenario', got: name, where: '--variant', next: arms.length === 1 ? 'The scenario has none: write them under `variants`.' : `${near === undefined ? '' : `Did you mean ${near}? `}There are ${arms.map(({ id }) => id).join(', ')}.` });
}
