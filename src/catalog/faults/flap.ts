/** Holds the fault `flap`: a dependency is up and down by turns, as some customers met it in 2013. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import { firstOf } from '../../ports/first-of.ts';
import type { Proxies } from '../../ports/proxies.ts';
import { action } from '../action.ts';
import type { Way } from '../action.ts';
import { span } from '../spans.ts';
import { proxyChange, proxyGone, proxyName, readProxy, strongerWays } from './proxy-change.ts';

const change = proxyChange.extend({ name: z.string(), periodMs: z.number(), duty: z.number(), forMs: z.number() });
type Change = z.output<typeof change>;

interface Loop {
  readonly over: AbortController;
  readonly done: Promise<void>;
}

/** Loops of this process by change, kept with the proxies that they switch. Withdrawal elsewhere needs none of this: there the loop died with its process. */
const loops = new WeakMap<Proxies, Map<string, Loop>>();

const loopsOf = ({ proxies }: World<'proxies'>): Map<string, Loop> => {
  const known = loops.get(proxies) ?? new Map<string, Loop>();
  loops.set(proxies, known);
  return known;
};

/** A switch that fails is tried again at the next turn: the proxy's probe, not this loop, says whether flapping was felt. */
async function turns({ original, periodMs, duty, forMs }: Change, world: World<'proxies'>, over: AbortSignal): Promise<void> {
  const endMs = world.clock.now() + forMs;
  const upMs = periodMs * duty;
  await world.clock.sleep(periodMs - upMs, over);
  while (!over.aborted && world.clock.now() < endMs) {
    for (const [enabled, ms] of [[true, upMs], [false, periodMs - upMs]] as const) {
      await world.proxies.setEnabled(original.name, enabled, world.clock.deadline(periodMs, over)).catch(() => {});
      await world.clock.sleep(ms, over);
    }
  }
}

/** Waits for a switch that is under way, or it would come after the one that withdraws. */
async function endLoop({ name }: Change, world: World<'proxies'>): Promise<void> {
  const loop = loopsOf(world).get(name);
  loop?.over.abort();
  await loop?.done;
  loopsOf(world).delete(name);
}

/** On every rung the turns end first. */
const afterLoop = (way: Way<'proxies', Change>): Way<'proxies', Change> => ({
  how: `stop flapping, then ${way.how}`,
  run: async (change, world, stop) => {
    await endLoop(change, world);
    return way.run(change, world, stop);
  },
});

export const flap = action({
  kind: 'flap',
  summary: 'switches a dependency off and on by turns',
  role: 'fault',
  needs: ['proxies'],
  spec: z
    .strictObject({
      proxy: proxyName,
      period: span.prefault('6s').describe('time from one switching-off to the next'),
      duty: z.number().min(0.1).max(0.9).default(0.5).describe('share of the period in which the dependency is up'),
    })
    .refine(({ period }) => period >= 1000, { error: 'expected a period of at least 1s, so that probes meet both states' })
    .transform(({ period, ...spec }) => ({ ...spec, periodMs: period })),
  change,
  claims: ({ proxy }) => [`proxy/${proxy}`],
  felt: ({ proxy }) => [{ see: 'probe', proxy, is: 'flapping' }],
  plan: async ({ proxy, periodMs, duty }, { name, forMs }, world, stop) => [{ ...(await readProxy(world, proxy, stop)), name, periodMs, duty, forMs }],
  // Resolves once the dependency is down for the first time; the turns then go on until withdrawal, a stop of the drill, or the inject's end.
  apply: async (change, world, stop) => {
    await world.proxies.setEnabled(change.original.name, false, stop);
    const over = new AbortController();
    loopsOf(world).set(change.name, { over, done: turns(change, world, firstOf(stop, over.signal)) });
  },
  revert: [
    afterLoop({ how: 'put the proxy back', run: ({ original }, world, stop) => world.proxies.setEnabled(original.name, original.enabled, stop) }),
    ...strongerWays.map(afterLoop),
  ],
  gone: (change, world, stop) =>
    proxyGone(change, 0, (now) => {
      if (loopsOf(world).has(change.name)) return `the turns of ${now.name} still go on`;
      return now.enabled === change.original.enabled ? undefined : `proxy ${now.name} is switched ${now.enabled ? 'on' : 'off'}`;
    }, world, stop),
});
