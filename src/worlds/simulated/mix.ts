/** Holds who sends what: the legitimate mix, what each request costs the edge, and which product it is for. */
import type { LoadSpec } from '../../ports/capabilities.ts';

export interface Flow {
  /** Class and, for legitimate users, region: the key in the record. */
  readonly name: string;
  readonly share: number;
  /** The proxied dependency that answers. */
  readonly product: 'communities' | 'social' | 'portal';
  /** What one request costs the edge, in plain requests. */
  readonly cost: number;
  readonly latencyMs: number;
  readonly attack: boolean;
}

/** The mix of the rubric (a judgement), with social's part split off browsing. */
const classes: readonly Omit<Flow, 'attack'>[] = [
  { name: 'browse', share: 0.4, product: 'communities', cost: 1, latencyMs: 20 },
  { name: 'browse', share: 0.2, product: 'social', cost: 1, latencyMs: 20 },
  { name: 'logged-in', share: 0.2, product: 'communities', cost: 1, latencyMs: 25 },
  { name: 'search', share: 0.08, product: 'communities', cost: 5, latencyMs: 60 },
  { name: 'api', share: 0.07, product: 'social', cost: 1, latencyMs: 15 },
  { name: 'case', share: 0.03, product: 'portal', cost: 2, latencyMs: 30 },
  { name: 'monitor', share: 0.02, product: 'communities', cost: 1, latencyMs: 10 },
];

const floodCost: Readonly<Record<string, number>> = { get: 1, 'cache-busting': 2, search: 5, login: 3, 'connection-churn': 2, 'retry-herd': 1 };

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** The region's shares of a legitimate load; one region where none is named. */
function regionsOf(spec: LoadSpec): readonly [string, number][] {
  const regions = spec.settings['regions'];
  if (regions === null || typeof regions !== 'object' || Array.isArray(regions)) return [['all', 1]];
  return Object.entries(regions).map(([region, share]) => [region, Number(share)]);
}

export function flowsOf(spec: LoadSpec): readonly Flow[] {
  if (spec.script === 'flood') {
    const shape = textOf(spec.settings['shape'], 'get');
    return [{ name: shape, share: 1, product: 'communities', cost: floodCost[shape] ?? 1, latencyMs: 20, attack: true }];
  }
  if (spec.script === 'crowd') return [{ name: 'crowd', share: 1, product: 'communities', cost: 1, latencyMs: 20, attack: false }];
  return regionsOf(spec).flatMap(([region, part]) => classes.map((each) => ({ ...each, name: `${each.name}/${region}`, share: each.share * part, attack: false })));
}
