/** Holds how traffic follows a change of route: at once by a rule, user by user by DNS, network by network by BGP. */
import type { State } from './state.ts';

/** Share of senders who follow a change that was made so long ago, in the drill's own time. */
function followed({ settings: { diversion, model } }: State, sinceMs: number): number {
  const ms = sinceMs * diversion.compression;
  switch (diversion.by) {
    case 'rule':
      return 1;
    case 'dns':
      // Who asked last is as likely to have done so at any moment of the answer's life.
      return model.dns.ttls.reduce((sum, ttl) => sum + ttl.share * Math.min(1, ms / ttl.ms), 0);
    case 'bgp':
      return ms >= model.bgp.toMs ? 1 : Math.max(0, (ms - model.bgp.fromMs) / (model.bgp.toMs - model.bgp.fromMs));
  }
}

/** The ways that senders take now, each with its share. */
export function ways(state: State): readonly { readonly route: string; readonly share: number }[] {
  const share = followed(state, state.clock.now() - state.routedMs);
  return share === 1 ? [{ route: state.route, share: 1 }] : [{ route: state.route, share }, { route: state.routedFrom, share: 1 - share }];
}

/** The way that one sender takes now: drawn from all of them, since a probe asks afresh, as any user might. */
export function oneWay(state: State): string {
  const all = ways(state);
  if (all.length === 1) return state.route;
  const [first] = all;
  return state.random.next() < (first?.share ?? 1) ? state.route : state.routedFrom;
}
