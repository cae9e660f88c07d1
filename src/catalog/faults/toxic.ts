/** Holds the maker of toxics' faults: each toxic's own file gives its attributes and what a probe must see; the rest is the same for all. */
import { z } from 'zod';
import type { Expectation } from '../../record/events.ts';
import type { Json } from '../../record/json.ts';
import { action } from '../action.ts';
import type { Action } from '../action.ts';
import { proxyChange, proxyGone, proxyName, readProxy, strongerWays, toxicState } from './proxy-change.ts';

/** The fields that every toxic has. */
export const onProxy = {
  proxy: proxyName,
  stream: z.enum(['downstream', 'upstream']).default('downstream').describe('downstream: what the dependency answers; upstream: what it is sent'),
  toxicity: z.number().gt(0).max(1).default(1).describe('share of connections that it strikes; below 1 it cannot be reproduced, since Toxiproxy draws by itself'),
};

interface OnProxy {
  readonly proxy: string;
  readonly stream: 'downstream' | 'upstream';
  readonly toxicity: number;
}

interface ToxicFile<S extends z.ZodType<Json & OnProxy, unknown>> {
  readonly kind: string;
  readonly summary: string;
  /** Toxiproxy's name of the toxic. */
  readonly type: string;
  readonly spec: S;
  attributes(spec: z.output<S>): Record<string, number>;
  /** What a probe must see; `addedMs` also tells how far a probe must recover to prove the toxic gone. */
  effect(spec: z.output<S>): { readonly is: 'slower'; readonly addedMs: number } | { readonly is: 'stalled' | 'cut' | 'unreachable' };
}

/** Longer than this, and whoever probes has given up: what was slow is then stalled. */
export const probePatienceMs = 1400;

/** Bytes of the answer to a probe: a body of 4096 over HTTP, two short lines over SMTP. */
export const probeBytes = (proxy: string): number => (proxy === 'mail' ? 80 : 4096);

/** A probe must see most of what was added, or the toxic was not felt. */
const feltShare = 0.8;

export const slowerBy = (addedMs: number) => (addedMs < probePatienceMs ? ({ is: 'slower', addedMs } as const) : ({ is: 'stalled' } as const));

export function toxic<S extends z.ZodType<Json & OnProxy, unknown>>(file: ToxicFile<S>): Action<S> {
  const expectation = (spec: z.output<S>): Expectation => {
    const effect = file.effect(spec);
    return effect.is === 'slower' ? { see: 'probe', proxy: spec.proxy, is: 'slower', byMs: Math.round(effect.addedMs * feltShare) } : { see: 'probe', proxy: spec.proxy, is: effect.is };
  };
  return action({
    kind: file.kind,
    summary: file.summary,
    role: 'fault',
    needs: ['proxies'],
    spec: file.spec,
    change: proxyChange.extend({ toxic: toxicState, addedMs: z.number() }),
    claims: (spec) => [`proxy/${spec.proxy}`],
    felt: (spec) => [expectation(spec)],
    plan: async (spec, { name }, world, stop) => {
      const effect = file.effect(spec);
      const toxic = { name, type: file.type, stream: spec.stream, toxicity: spec.toxicity, attributes: file.attributes(spec) };
      return [{ ...(await readProxy(world, spec.proxy, stop)), toxic, addedMs: effect.is === 'slower' ? effect.addedMs : 0 }];
    },
    apply: ({ original, toxic }, world, stop) => world.proxies.addToxic(original.name, toxic, stop),
    revert: [{ how: 'delete the toxic', run: ({ original, toxic }, world, stop) => world.proxies.removeToxic(original.name, toxic.name, stop) }, ...strongerWays],
    gone: (change, world, stop) =>
      proxyGone(change, change.addedMs, (now) => (now.toxics.some((each) => each.name === change.toxic.name) ? `toxic ${change.toxic.name} is still on ${now.name}` : undefined), world, stop),
  });
}
