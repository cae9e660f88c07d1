/** Holds who sends what: the legitimate mix that the real script sends, what each request costs the edge, and which product it is for. */
import type { LoadSpec } from '../../ports/load.ts';
import { costs } from '../../range/edge/cost.ts';
import type { RangeSettings } from '../../range/settings.ts';
import { isShape, shapes, triesOf } from '../../tools/k6/scripts/flood-shapes.ts';
import { type KindOfVisit, mix } from '../../tools/k6/scripts/legitimate-mix.ts';
import { regionWeights } from '../../tools/k6/scripts/regions.ts';

export interface Flow {
  /** Its classes, each with its share of the flow; with the region behind it, a class's name is the key in the record. */
  readonly classes: readonly (readonly [string, number])[];
  /** Of all that its generator sends. */
  readonly share: number;
  /** The proxied dependencies that must answer: the product, and what it needs itself. */
  readonly through: readonly string[];
  /** What one request costs the edge, in plain requests. */
  readonly cost: number;
  /** What the origin is told to take for it. */
  readonly originMs: number;
  /** How often it is sent while it isn't answered well. */
  readonly tries: number;
  readonly attack: boolean;
}

/** Where each kind of visit goes; the beginning of the path says what it costs. */
const paths: Readonly<Record<KindOfVisit, string>> = {
  'communities.browse': '/communities/topics/1',
  'social.browse': '/social/posts/1',
  'communities.member': '/communities/inbox/1',
  'social.member': '/social/feed/1',
  'communities.login': '/communities/login',
  'communities.search': '/communities/search?q=outage',
  'communities.api': '/communities/topics/1',
  'social.api': '/social/posts/1',
  'portal.case': '/portal/cases',
  'communities.checkout': '/communities/posts',
  'communities.monitor': '/communities/',
  'social.monitor': '/social/',
};

export type Aim = Pick<Flow, 'through' | 'cost' | 'originMs'>;

/** What a path asks for, of an edge and origins with such settings. */
export function aims({ edge, origins }: RangeSettings): (path: string) => Aim {
  const costOf = costs(edge.capacity.cost);
  const aimOf = (path: string): Aim => {
    const product = path.split('/')[1] ?? '';
    const origin = product === 'communities' || product === 'social' ? origins[product] : undefined;
    const kind = /^\/\w+\/(search|login|posts)/.exec(path)?.[1];
    const isPost = product === 'communities' && kind === 'posts';
    // Portal and ledger answer from memory; only pages, searches and logins are told to take a while.
    const originMs = origin === undefined || isPost ? 0 : kind === 'search' ? origin.searchMs : kind === 'login' ? origin.loginMs : origin.pageMs;
    return { through: isPost ? [product, 'ledger'] : [product], cost: costOf(path), originMs };
  };
  /** Probes ask for the same few paths all day. */
  const known = new Map<string, Aim>();
  return (path) => {
    const aim = known.get(path) ?? aimOf(path);
    known.set(path, aim);
    return aim;
  };
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** Where its senders are, each with its share, and the end that this gives a class's name: regions differ in nothing else, so their traffic flows as one. */
export function regionsOf({ script, settings: { regions } }: LoadSpec): readonly (readonly [string, number])[] {
  if (script === 'flood') return [['', 1]];
  const named = regions !== null && typeof regions === 'object' && !Array.isArray(regions) ? Object.entries(regions).map(([region, share]) => [region, Number(share)] as const) : [];
  const all = regionWeights(Object.fromEntries(named));
  const sum = all.reduce((total, [, weight]) => total + weight, 0);
  return all.map(([region, weight]) => [`/${region}`, weight / sum]);
}

/** A class, its share of what a generator sends, and the path that it asks for. */
type Visit = readonly [string, number, string];

/** Classes that ask for the same of all that they meet flow as one. */
function flowing(visits: readonly Visit[], sender: Pick<Flow, 'tries' | 'attack'>, settings: RangeSettings): readonly Flow[] {
  const aimOf = aims(settings);
  const alike = Map.groupBy(visits.map(([name, share, path]) => ({ name, share, aim: aimOf(path) })), ({ aim }) => JSON.stringify(aim));
  return [...alike.values()].flatMap((classes) => {
    const share = classes.reduce((sum, one) => sum + one.share, 0);
    return classes.slice(0, 1).map(({ aim }) => ({ classes: classes.map((one) => [one.name, one.share / share] as const), share, ...aim, ...sender }));
  });
}

/** Enough draws to meet each product of a shape's requests as often as they are sent. */
const draws = [0.25, 0.75] as const;

function floodFlows(spec: LoadSpec, settings: RangeSettings): readonly Flow[] {
  const shape = textOf(spec.settings['shape'], 'get');
  if (!isShape(shape)) return [];
  return flowing(draws.map((u): Visit => [shape, 1 / draws.length, shapes[shape](() => u).path]), { tries: triesOf(shape), attack: true }, settings);
}

export function flowsOf(spec: LoadSpec, settings: RangeSettings): readonly Flow[] {
  if (spec.script === 'flood') return floodFlows(spec, settings);
  const visits: readonly Visit[] = spec.script === 'crowd' ? [['communities.crowd', 1, textOf(spec.settings['path'], '/communities/topics/1')]] : mix.map(([name, percent]) => [name, percent / 100, paths[name]]);
  return flowing(visits, { tries: 1, attack: false }, settings);
}
