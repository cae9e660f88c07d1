/** Holds a catalogue of a few entries that do nothing, so that scenarios are tested apart from what they name. */
import { z } from 'zod';
import { action } from '../../src/catalog/action.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import { observer } from '../../src/catalog/observer.ts';
import { role } from '../../src/catalog/role.ts';
import { spanRange } from '../../src/catalog/spans.ts';
import type { Expectation } from '../../src/record/events.ts';

interface Entry<S> {
  kind: string;
  role: 'attack' | 'control' | 'fault' | 'play';
  needs: 'load' | 'proxies' | 'plays';
  spec: S;
  claim: string;
}

const still = <S extends z.ZodObject>(entry: Entry<S>) =>
  action({
    kind: entry.kind,
    summary: `${entry.kind} that does nothing`,
    role: entry.role,
    needs: [entry.needs],
    spec: entry.spec as unknown as z.ZodType<Record<string, string | number>, unknown>,
    change: z.strictObject({ name: z.string() }),
    claims: (spec) => [`${entry.claim}/${spec['proxy'] ?? 'all'}`],
    felt: (_, inject): Expectation[] => [{ see: 'arrivals', generator: inject, shareMin: 0.95 }],
    ...(entry.role === 'attack' ? { alert: () => ({ labels: { alertname: 'SuccessRateLow' } }) } : {}),
    plan: async (_, about) => [{ name: about.name }],
    apply: async () => {},
    revert: [{ how: 'nothing to undo', run: async () => {} }],
    gone: async () => ({ is: 'gone', saw: 'nothing was done' }),
  });

const proxy = z.enum(['social', 'portal', 'mail']);

export const smallCatalogue = {
  faults: {
    flood: still({ kind: 'flood', role: 'attack', needs: 'load', claim: 'entry', spec: z.strictObject({ rps: z.number().positive(), shape: z.enum(['get', 'search']).default('get') }) }),
    'control-flood': still({ kind: 'control-flood', role: 'control', needs: 'load', claim: 'entry', spec: z.strictObject({ rps: z.number().positive() }) }),
    latency: still({ kind: 'latency', role: 'fault', needs: 'proxies', claim: 'proxy', spec: z.strictObject({ proxy, latencyMs: z.int().min(1).default(200) }) }),
    pause: still({ kind: 'pause', role: 'fault', needs: 'proxies', claim: 'pause', spec: z.strictObject({}) }),
  },
  plays: { divert: still({ kind: 'divert', role: 'play', needs: 'plays', claim: 'route', spec: z.strictObject({ to: z.string() }) }) },
  observers: {
    path: observer({ kind: 'path', summary: 'which way traffic goes', needs: ['entries'], spec: z.strictObject({ everyMs: z.int().default(1000) }), observe: async () => {} }),
    extra: observer({ kind: 'extra', summary: 'needs a setting', needs: ['http'], spec: z.strictObject({ url: z.string() }), observe: async () => {} }),
  },
  receivers: {},
  roles: {
    network: role({ kind: 'network', summary: 'diverts', spec: z.strictObject({ decides: spanRange.default({ lowMs: 1000, highMs: 2000 }), partner: z.enum(['partner-a', 'partner-b']).default('partner-a') }), act: async () => {} }),
    communications: role({ kind: 'communications', summary: 'tells customers', spec: z.strictObject({}), act: async () => {} }),
  },
} as const satisfies Catalogue;

export const someMetrics = [
  { id: 'detect', unit: 'ms' },
  { id: 'clean-share', unit: 'share' },
] as const;

/** A scenario without problems, to be spoilt by tests. */
export const sound = {
  name: 'sound',
  version: '1',
  owner: 'sre',
  duration: '60s',
  lanes: { attack: [{ fault: 'flood', for: '10s', with: { rps: 100 } }] },
};
