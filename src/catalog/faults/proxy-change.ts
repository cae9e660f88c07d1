/** Holds what all faults on a proxy share: its original in the change, the ladder of withdrawal, and the proof by a probe. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { ProbeResult, ProxyState } from '../../ports/proxies.ts';
import type { ProbeOutcome } from '../../record/events.ts';
import { Problem, reasonOf } from '../../problem.ts';
import type { Proof, Way } from '../action.ts';

export const proxyName = z
  .string()
  .regex(/^[a-z0-9-]+$/, { error: (issue) => `expected the name of a proxy such as "communities" or "mail", got ${JSON.stringify(issue.input)}` })
  .describe('the dependency, by the name of its proxy: communities, social, portal, deploy, ledger, mail, partner-a, partner-b');

export const toxicState = z.object({ name: z.string(), type: z.string(), stream: z.enum(['upstream', 'downstream']), toxicity: z.number(), attributes: z.record(z.string(), z.number()) });
const proxyState = z.object({ name: z.string(), listen: z.string(), upstream: z.string(), enabled: z.boolean(), toxics: z.array(toxicState) });
const outcomes = ['ok', 'refused', 'reset', 'timeout', 'cut', 'error'] as const satisfies readonly ProbeOutcome[];

/** `original` is the proxy as it was; `before` is what a probe met then. */
export const proxyChange = z.object({ original: proxyState, before: z.object({ outcome: z.enum(outcomes), ms: z.number() }) });

export interface ProxyChange {
  readonly original: ProxyState;
  readonly before: ProbeResult;
}

export async function readProxy(world: World<'proxies'>, name: string, stop: AbortSignal): Promise<z.output<typeof proxyChange>> {
  const all = await world.proxies.list(stop);
  const original = all.find((proxy) => proxy.name === name);
  if (original === undefined) throw new Problem({ expected: `one of the proxies ${all.map((proxy) => proxy.name).join(', ')}`, got: name, where: 'fault on a proxy' });
  const { outcome, ms } = await world.proxies.probe(name, stop);
  return proxyChange.parse({ original, before: { outcome, ms } });
}

/** The rungs that every proxy fault falls back on; a toxic that can't be deleted locks up the control API (toxiproxy#558). */
export const strongerWays: readonly [Way<'proxies', ProxyChange>, Way<'proxies', ProxyChange>] = [
  { how: 'recreate the proxy', run: ({ original }, world, stop) => world.proxies.recreate(original, stop) },
  { how: 'restart Toxiproxy', run: (_change, world, stop) => world.proxies.restart(stop) },
];

/** One slow probe proves nothing on a busy machine, so a few may try. */
const tries = 3;

/** Gone when the proxies' own list says so and a probe is as before, the same outcome, slower by less than half of what the fault added; or well where it was not. */
export async function proxyGone({ original, before }: ProxyChange, addedMs: number, left: (now: ProxyState) => string | undefined, world: World<'proxies'>, stop: AbortSignal): Promise<Proof> {
  const listed = await world.proxies.list(stop).then((all) => all.find((proxy) => proxy.name === original.name), reasonOf);
  if (listed === undefined || typeof listed === 'string') return { is: 'unknown', saw: listed ?? `no proxy ${original.name}` };
  const still = left(listed);
  if (still !== undefined) return { is: 'present', saw: still };
  let saw = 'no probe';
  for (let i = 0; i < tries && !stop.aborted; i++) {
    const { outcome, ms } = await world.proxies.probe(original.name, stop);
    saw = `probe of ${original.name}: ${outcome} in ${Math.round(ms)} ms (before: ${before.outcome} in ${Math.round(before.ms)} ms)`;
    // A dependency that was ill when it was looked at first and is well now was not left ill by the fault.
    const asBefore = outcome === before.outcome ? ms <= before.ms + Math.max(50, addedMs / 2) : outcome === 'ok';
    if (asBefore) return { is: 'gone', saw };
  }
  return { is: stop.aborted ? 'unknown' : 'present', saw };
}
