/** Holds what is varied in a what-if study: a field of the scenario, by its path, and the values that it takes. */
import { Problem } from '../problem.ts';
import type { Json } from '../record/json.ts';
import { nearest } from '../scenario/nearest.ts';
import { distribution, type Distribution } from './distribution.ts';

export interface Variation {
  /** As it was written, such as `responders.network.decide`; fields that take the same value stand in one, joined by `+`. */
  readonly path: string;
  readonly distribution: Distribution;
}

/** Reads `PATH=VALUES`. Throws a `Problem` where it isn't that. */
export function variation(text: string): Variation {
  const [, path, values] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path === undefined || values === undefined) throw new Problem({ expected: 'PATH=VALUES, such as responders.network.decide=1m..15m', got: text, where: '--vary' });
  return { path: path.trim(), distribution: distribution(values.trim()) };
}

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** What a step of a path leads to: a key, an inject of a lane by its id or number, and through `autopilot`, which nobody writes. */
function enter(node: Node, step: string): { readonly node: Node; readonly key: string } {
  if (Array.isArray(node)) {
    const at = node.findIndex((item) => isNode(item) && item['id'] === step);
    return { node, key: String(at < 0 ? step : at) };
  }
  const seat = node['autopilot'];
  return isNode(seat) && step !== 'autopilot' ? { node: seat, key: step } : { node, key: step };
}

/** A name such as `__proto__` is a field like any other, which the schema refuses. */
const put = (node: Node, key: string, value: unknown) => Object.defineProperty(node, key, { value, enumerable: true, writable: true, configurable: true });

function noItem(items: readonly unknown[], step: string, at: string, where: string): Problem {
  const ids = items.map((item, n) => (isNode(item) && typeof item['id'] === 'string' ? item['id'] : String(n)));
  const guess = nearest(step, ids);
  return new Problem({ expected: `one of ${ids.join(', ')} in ${at}`, got: step, where, ...(guess !== undefined && { next: `Did you mean "${guess}"?` }) });
}

/**
 * A copy of what the scenario says with the field at `path` set; what stands on the way to it and isn't written is made. Throws a `Problem` where the path
 * leads through a plain value or an inject that isn't there; a field that isn't known is for the scenario's own schema to refuse, which names the nearest one.
 */
export function setAt(raw: unknown, path: string, value: Json, where = `--vary ${path}`): unknown {
  const whole: unknown = structuredClone(raw);
  const steps = path.split('.');
  let node = whole;
  for (const [i, step] of steps.entries()) {
    const at = steps.slice(0, i).join('.') || 'the scenario';
    if (!isNode(node)) throw new Problem({ expected: `fields in ${at}`, got: JSON.stringify(node) ?? 'nothing', where, next: i === 2 && steps[0] === 'responders' ? `Only an autopilot can be varied: write \`${steps[1] ?? ''}: { autopilot: {} }\` in the scenario.` : `Vary ${at} itself, or another field.` });
    const { node: inner, key } = enter(node, step);
    if (Array.isArray(inner) && !Object.hasOwn(inner, key)) throw noItem(inner, step, at, where);
    if (i === steps.length - 1) put(inner, key, value);
    else if (!Object.hasOwn(inner, key)) put(inner, key, {});
    node = inner[key];
  }
  return whole;
}

export const fieldsOf = (path: string): readonly string[] => path.split('+').map((field) => field.trim());

/** Throws a `Problem` where one field is varied twice: only the last would count. */
export function variations(texts: readonly string[]): readonly Variation[] {
  const all = texts.map(variation);
  const fields = all.flatMap(({ path }) => fieldsOf(path));
  const twice = fields.find((field, n) => fields.indexOf(field) < n);
  if (twice !== undefined) throw new Problem({ expected: 'each field to be varied once', got: `${twice} twice`, where: '--vary' });
  return all;
}
