/** Holds the tests of the timeline: whatever the scenario and the seed, it keeps the order, the bounds of jitter and everyone's claims. */
import { expect } from 'chai';
import fc from 'fast-check';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { timeline } from '../../src/scenario/timeline.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { ScenarioProblem } from '../../src/scenario/scenario-problem.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { smallCatalogue, sound } from './small-catalogue.ts';

const seconds = (n: number) => `${n}s`;
const item = fc.record({
  fault: fc.constantFrom('latency', 'flood'),
  proxy: fc.constantFrom('social', 'portal', 'mail'),
  wait: fc.integer({ min: 0, max: 60 }),
  for: fc.integer({ min: 1, max: 30 }),
  jitter: fc.integer({ min: 0, max: 20 }),
});
const lane = fc.array(item, { maxLength: 5 });
const lanes = fc.record({ one: lane, two: lane, three: lane });
const seed = fc.nat(0xffffffff);

/** A scenario without clashes, or undefined: the checks are what is under test, so they choose. */
function scenarioOf(drawn: Record<string, { fault: string; proxy: string; wait: number; for: number; jitter: number }[]>): ResolvedScenario | undefined {
  const written = Object.entries(drawn).map(([name, items]) => [
    name,
    items.map((one) => ({ fault: one.fault, wait: seconds(one.wait), for: seconds(one.for), jitter: seconds(one.jitter), with: one.fault === 'flood' ? { rps: 10 } : { proxy: one.proxy } })),
  ]);
  try {
    return parseScenario(smallCatalogue, { ...sound, duration: '10m', lanes: Object.fromEntries(written) });
  } catch (error) {
    if (error instanceof ScenarioProblem) return undefined;
    throw error;
  }
}
const sane = lanes.map(scenarioOf).filter((scenario) => scenario !== undefined);
const plan = (scenario: ResolvedScenario, from: number) => timeline(scenario, smallCatalogue, seededRandom(from));

describe('timeline', () => {
  it('holds every inject once, in order of time', () => {
    fc.assert(
      fc.property(sane, seed, (scenario, from) => {
        const injects = plan(scenario, from);
        expect(injects.map((one) => one.inject).toSorted()).to.deep.equal(scenario.injects.map((one) => one.inject).toSorted());
        for (const [n, one] of injects.entries()) expect(one.offsetMs).to.be.at.least(injects[n - 1]?.offsetMs ?? 0);
      }),
    );
  });

  it('shifts an inject by its jitter at most, and never while the steady state is watched or beyond the end', () => {
    fc.assert(
      fc.property(sane, seed, (scenario, from) => {
        for (const one of plan(scenario, from)) {
          const written = scenario.injects.find((other) => other.inject === one.inject);
          if (written === undefined) throw new Error(`${one.inject} is not in the scenario`);
          expect(one.offsetMs).to.be.within(Math.max(scenario.steady.forMs, written.atMs - written.jitterMs - 1), written.atMs + written.jitterMs + 1);
          expect(one.offsetMs + one.forMs).to.be.at.most(scenario.durationMs);
        }
      }),
    );
  });

  it('lets no two injects hold the same claim at once, whatever the seed', () => {
    fc.assert(
      fc.property(sane, seed, (scenario, from) => {
        const injects = plan(scenario, from);
        for (const [n, a] of injects.entries()) {
          for (const b of injects.slice(n + 1)) {
            const claims = smallCatalogue.faults[b.fault as 'flood'].claims(b.spec);
            const shared = smallCatalogue.faults[a.fault as 'flood'].claims(a.spec).some((claim) => claims.includes(claim));
            if (shared) expect(b.offsetMs).to.be.at.least(a.offsetMs + a.forMs);
          }
        }
      }),
    );
  });

  it('is the same for the same seed, and a new inject moves no other', () => {
    fc.assert(
      fc.property(sane, seed, (scenario, from) => {
        const first = plan(scenario, from);
        expect(plan(scenario, from)).to.deep.equal(first);
        const more = { ...scenario, injects: [{ inject: 'newcomer', lane: 'four', fault: 'pause', title: 'x', atMs: 1000, forMs: 1, jitterMs: 500, spec: {} }, ...scenario.injects] };
        expect(plan(more, from).filter((one) => one.inject !== 'newcomer')).to.deep.equal(first);
      }),
    );
  });

  it('carries what must be felt, the right alert, and which flood starts the clock', () => {
    const scenario = parseScenario(smallCatalogue, {
      ...sound,
      lanes: { a: [{ fault: 'control-flood', for: '5s', with: { rps: 9 } }, { fault: 'flood', for: '5s', with: { rps: 9 } }, { fault: 'flood', for: '5s', with: { rps: 9 }, alert: { labels: { team: ['edge', 'net'] } } }] },
    });
    expect(plan(scenario, 1).map(({ inject, attack, control, alert, felt }) => ({ inject, attack, control, alert, felt: felt.length }))).to.deep.equal([
      { inject: 'control-flood', attack: false, control: true, alert: undefined, felt: 1 },
      { inject: 'flood', attack: true, control: false, alert: { labels: { alertname: 'SuccessRateLow' } }, felt: 1 },
      { inject: 'flood-2', attack: true, control: false, alert: { labels: { team: ['edge', 'net'] } }, felt: 1 },
    ]);
  });
});
