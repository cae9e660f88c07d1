/** Holds what is varied in a what-if study: a field of the scenario, by its path, and the values that it takes. */
import { Problem } from '../problem.ts';
import type { Json } from '../record/json.ts';
import { distribution, type Distribution } from './distribution.ts';

export interface Variation {
  /** As it was written, such as `responders.network.decide`. */
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

/**
 * A copy of what the scenario says with the field at `path` set. Throws a `Problem` where the path leads through nothing; a field that isn't known at
 * its end is for the scenario's own schema to refuse, which names the nearest one.
 */
export function setAt(raw: unknown, path: string, value: Json, where = `--vary ${path}`): unknown {
  const whole: unknown = structuredClone(raw);
  const steps = path.split('.');
  let node = whole;
  for (const [i, step] of steps.entries()) {
    const { node: inner, key } = isNode(node) ? enter(node, step) : { node: undefined, key: step };
    const last = i === steps.length - 1;
    const next = inner?.[key];
    if (inner === undefined || (!last && !isNode(next)) || (Array.isArray(inner) && !(key in inner))) {
      const known = inner === undefined ? [] : Array.isArray(inner) ? inner.map((item, n) => (isNode(item) && typeof item['id'] === 'string' ? item['id'] : String(n))) : Object.keys(inner);
      throw new Problem({ expected: `a field of the scenario after ${steps.slice(0, i).join('.') || 'its beginning'}`, got: step, where, next: known.length === 0 ? 'The scenario has no such part: write it there first.' : `There are ${known.join(', ')}.` });
    }
    if (last) inner[key] = value;
    node = next;
  }
  return whole;
}
