/** Holds the scrubbing partners: what their filters strip, and what comes back to the edge. */
import { proxyFate } from './dependencies.ts';
import type { Stream } from './edge.ts';
import { through } from './state.ts';
import type { State } from './state.ts';

type Partner = 'partner-a' | 'partner-b';
export const isPartner = (who: string): who is Partner => who === 'partner-a' || who === 'partner-b';
const settingsOf = ({ settings: { range } }: State, partner: Partner) => range.partners[partner === 'partner-a' ? 'a' : 'b'];
export const isBroken = (state: State, partner: Partner) => settingsOf(state, partner).broken;

/** The share of a kind of sender that a partner's filter strips. */
function stripped({ clock, routedMs, settings: { model } }: State, partner: Partner, attack: boolean): number {
  if (clock.now() - routedMs < model.learnMs) return 0;
  if (partner === 'partner-a') return attack ? model.recall : model.harm;
  return attack ? model.recallB : model.harmB;
}

/** Leads the share of a stream that takes this way through its partner; what it lets through comes back to the edge. */
export function scrub(state: State, stream: Stream, partner: Partner, all: number, share: number): void {
  const arrived = all * share;
  const way = proxyFate(state, partner);
  if (way.outcome !== 'ok' || isBroken(state, partner)) {
    stream.failed += arrived;
    stream.rest -= arrived;
    return;
  }
  const taken = arrived * stripped(state, partner, stream.flow.attack);
  through(state, partner, arrived, arrived - taken, taken);
  stream.blocked += taken;
  stream.rest -= taken;
  stream.addedMs += share * (way.addedMs + settingsOf(state, partner).inspectMs);
}
