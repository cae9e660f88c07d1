/** Holds how traffic follows a change of route: at once by a rule, user by user by DNS, network by network by BGP. */
import type { Diversion } from '../../ports/capabilities.ts';
import type { ModelSettings } from './model-settings.ts';
import type { State } from './state.ts';

/** Share of senders who follow a change that was made `ms` ago, in the practised system's own time. */
const followed: Readonly<Record<Diversion['by'], (ms: number, model: ModelSettings) => number>> = {
  rule: () => 1,
  // Who asked last is as likely to have done so at any moment of the answer's life.
  dns: (ms, { dns }) => Math.min(1, dns.ttls.reduce((sum, ttl) => sum + ttl.share * Math.min(1, ms / ttl.ms), 0)),
  bgp: (ms, { bgp: { fromMs, toMs } }) => (ms >= toMs ? 1 : Math.max(0, (ms - fromMs) / (toMs - fromMs))),
};

/** The ways that senders take now, each with its share. */
export function ways(state: State): readonly { readonly route: string; readonly share: number }[] {
  const { diversion, model } = state.settings;
  const share = followed[diversion.by]((state.clock.now() - state.routedMs) * diversion.compression, model);
  return share === 1 ? [{ route: state.route, share: 1 }] : [{ route: state.route, share }, { route: state.routedFrom, share: 1 - share }];
}

/** The way that one sender takes now: drawn from all of them, since a probe asks afresh, as any user might. */
export function oneWay(state: State): string {
  const all = ways(state);
  if (all.length === 1) return state.route;
  const [first] = all;
  return state.random.next() < (first?.share ?? 1) ? state.route : state.routedFrom;
}
