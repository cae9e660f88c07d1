/** Holds the fluid model of traffic: each step moves every generator's requests through router, partner, finite edge and origins. */
import { ways } from './diversion.ts';
import { arriveAll } from './edge.ts';
import type { Stream } from './edge.ts';
import { durationMs, judgeStep, rateAt } from './generator.ts';
import type { Generator } from './generator.ts';
import { filtersOf, scrub } from './partners.ts';
import { through } from './state.ts';
import type { State } from './state.ts';

/** What comes to a cloaked edge past the router is turned away. */
function cloak(state: State, stream: Stream): void {
  if (!state.settings.range.edge.cloaked) return;
  through(state, 'edge', stream.rest, 0, stream.rest);
  stream.blocked += stream.rest;
  stream.rest = 0;
}

const rateNow = (generator: Generator, atMs: number): number => (generator.openedMs === undefined || generator.ended !== undefined ? 0 : rateAt(generator.spec.stages, atMs - generator.openedMs));

/** Sends by first try, where those that weren't answered well in the step before were tried again at once. */
const triesOn = (tries: number, failing: number): number => (tries === 1 ? 1 : 1 + failing * triesOn(tries - 1, failing));

/** One step of all traffic, ending now. */
export function flow(state: State, stepMs: number): void {
  const middle = state.clock.now() - stepMs / 2;
  const filters = filtersOf(state, ways(state));
  const streams: Stream[] = [];
  let routed = 0;
  for (const generator of state.generators.values()) {
    const rate = rateNow(generator, middle);
    if (rate === 0) continue;
    for (const flow of generator.flows) {
      const rest = ((rate * flow.share * stepMs) / 1000) * triesOn(flow.tries, generator.failing);
      const stream: Stream = { generator, flow, rest, blocked: 0, failed: 0, addedMs: 0, served: 0, late: 0 };
      generator.sent.n += rest;
      if (generator.direct) cloak(state, stream);
      else {
        routed += rest;
        for (const filter of filters) scrub(state, stream, filter, rest);
      }
      streams.push(stream);
    }
  }
  through(state, 'router', routed, routed, 0);
  arriveAll(state, streams, stepMs);
  for (const generator of state.generators.values()) judgeStep(generator);
}

/** Generators whose profile is over end by themselves, once the last of their requests has been answered. */
export const isOver = (state: State, generator: Generator): boolean =>
  generator.openedMs !== undefined && state.clock.now() - generator.openedMs >= durationMs(generator.spec.stages) && !state.underway.some(({ streams, late }) => streams.some((stream) => stream.generator === generator && (late ? stream.late : stream.served) > 0));
