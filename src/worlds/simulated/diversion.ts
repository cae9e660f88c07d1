/** Holds how traffic follows a change of route: at once by a rule, user by user by DNS, network by network by BGP. */
import type { Diversion } from '../../ports/world-kind.ts';
import type { ModelSettings } from './model-settings.ts';
import type { State } from './state.ts';

/** Share of senders who follow a change that was made `ms` ago, in the practised system's own time. */
const followed: Readonly<Record<Diversion['by'], (ms: number, model: ModelSettings) => number>> = {
  rule: () => 1,
  // Who asked last is as likely to have done so at any moment of the answer's life.
  dns: (ms, { dns }) => Math.min(1, dns.ttls.reduce((sum, ttl) => sum + ttl.share * Math.min(1, ms / ttl.ms), 0)),
  bgp: (ms, { bgp: { fromMs, toMs } }) => (ms >= toMs ? 1 : Math.max(0, (ms - fromMs) / (toMs - fromMs))),
};

export interface Way {
  readonly route: string;
  readonly share: number;
}

/** The ways that senders take now, each with its share: everybody takes the newest that they have followed, and is as late with each change as with any other. */
export function ways(state: State): readonly Way[] {
  const { routes, route, routedMs, clock, settings: { diversion, model } } = state;
  const all: Way[] = [];
  let left = 1;
  const take = (way: string, atMs: number) => {
    const share = Math.min(left, Math.max(0, followed[diversion.by]((clock.now() - atMs) * diversion.compression, model) - (1 - left)));
    if (share > 0) all.push({ route: way, share });
    left -= share;
  };
  take(route, routedMs);
  for (const before of routes.toReversed()) {
    if (left <= 0) break;
    take(before.route, before.atMs);
  }
  return all;
}

/** The way that one sender takes now: drawn from all of them, since a probe asks afresh, as any user might. */
export function oneWay(state: State): string {
  const all = ways(state);
  let left = all.length === 1 ? 0 : state.random.next();
  return all.find(({ share }) => (left -= share) < 0)?.route ?? state.route;
}
