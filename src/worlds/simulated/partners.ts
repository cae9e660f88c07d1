/** Holds the scrubbing partners: what their filters strip, and what comes back to the edge. */
import { proxyFate } from './dependencies.ts';
import type { Way } from './diversion.ts';
import type { Stream } from './edge.ts';
import { through } from './state.ts';
import type { State } from './state.ts';

type Partner = 'partner-a' | 'partner-b';
export const isPartner = (who: string): who is Partner => who === 'partner-a' || who === 'partner-b';
const settingsOf = ({ settings: { range } }: State, partner: Partner) => range.partners[partner === 'partner-a' ? 'a' : 'b'];
export const isBroken = (state: State, partner: Partner) => settingsOf(state, partner).broken;

/** The shares of both kinds of sender that a partner's filter strips. */
function strips({ clock, routedMs, settings: { model } }: State, partner: Partner): Pick<Filter, 'ofAttack' | 'ofUsers'> {
  if (clock.now() - routedMs < model.learnMs) return { ofAttack: 0, ofUsers: 0 };
  return partner === 'partner-a' ? { ofAttack: model.recall, ofUsers: model.harm } : { ofAttack: model.recallB, ofUsers: model.harmB };
}

/** A partner as those meet it now who take the way through it. */
export interface Filter {
  readonly partner: Partner;
  /** Of all who take one. */
  readonly share: number;
  readonly down: boolean;
  readonly ofAttack: number;
  readonly ofUsers: number;
  readonly addedMs: number;
}

export function filtersOf(state: State, ways: readonly Way[]): readonly Filter[] {
  const filters: Filter[] = [];
  for (const { route, share } of ways) {
    if (!isPartner(route)) continue;
    const { outcome, addedMs } = proxyFate(state, route);
    filters.push({ partner: route, share, down: outcome !== 'ok' || isBroken(state, route), ...strips(state, route), addedMs: addedMs + settingsOf(state, route).inspectMs });
  }
  return filters;
}

/** Leads a filter's share of a stream through its partner; what it lets through comes back to the edge. */
export function scrub(state: State, stream: Stream, { partner, share, down, ofAttack, ofUsers, addedMs }: Filter, all: number): void {
  const arrived = all * share;
  if (down) {
    stream.failed += arrived;
    stream.rest -= arrived;
    return;
  }
  const taken = arrived * (stream.flow.attack ? ofAttack : ofUsers);
  through(state, partner, arrived, arrived - taken, taken);
  stream.blocked += taken;
  stream.rest -= taken;
  stream.addedMs += share * addedMs;
}
