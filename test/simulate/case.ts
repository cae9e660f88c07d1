/** Holds what the simulator tries: a random scenario and random failures of gameday's own parts, drawn from one seed. */
import { catalogue } from '../../src/catalog/index.ts';
import type { Random } from '../../src/ports/time.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { ScenarioProblem } from '../../src/scenario/scenario-problem.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { examples } from '../catalog/examples.ts';
import { phases } from './phase.ts';
import type { Phase } from './phase.ts';

/** Failures of gameday's own parts. What needs no explanation here is explained in ailing.ts, where each happens. */
export const failureKinds = [
  'runner killed',
  'clock stepped',
  'Toxiproxy locked up',
  'Toxiproxy restarted',
  'k6 died',
  'disk full',
  'observer blind',
  'receiver down',
  'lease taken away',
  'lease store away',
  'responses lost',
  'responses duplicated',
  'responses late',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Fires with the line of this number in its phase, and lasts so long where it doesn't stay; `chance` in [0, 1) decides what a kind leaves open. */
export interface Failure {
  readonly kind: FailureKind;
  readonly phase: Phase;
  readonly line: number;
  readonly forMs: number;
  readonly chance: number;
}

interface Inject {
  readonly id: string;
  readonly fault: keyof typeof examples;
  readonly atMs: number;
  readonly forMs: number;
  readonly spec: object;
}

export interface Case {
  readonly seed: number;
  readonly injects: readonly Inject[];
  readonly responders: readonly string[];
  /** Observers that don't watch. */
  readonly silent: readonly string[];
  readonly customers: number | undefined;
  readonly guardrails: object;
  /** A kind of fault whose injects do nothing. */
  readonly idle: Inject['fault'] | undefined;
  readonly failures: readonly Failure[];
}

const steadyMs = 2000;
const durationMs = 20_000;
const ms = (n: number) => `${n}ms`;

/** What a person would write. */
export const rawOf = ({ seed, injects, responders, silent, customers, guardrails }: Case): object => ({
  name: `seed-${seed}`,
  version: '1',
  owner: 'the simulator',
  seed,
  duration: ms(durationMs),
  compression: 20,
  traffic: { rps: 20, regions: { americas: 0.6, europe: 0.4 } },
  steady: { for: ms(steadyMs), availability: 0.9 },
  lanes: Object.fromEntries(injects.map(({ id, fault, atMs, forMs, spec }) => [id, [{ id, fault, at: ms(atMs), for: ms(forMs), with: spec }]])),
  observers: Object.fromEntries(silent.map((kind) => [kind, false])),
  responders: Object.fromEntries(responders.map((role) => [role, { autopilot: {} }])),
  ...(customers !== undefined && { panel: { generate: { customers } } }),
  guardrails,
});

const drawer = (random: Random) => {
  const whole = (low: number, high: number) => Math.floor(random.between(low, high + 1));
  const pick = <T>(from: readonly [T, ...T[]]): T => from[whole(0, from.length - 1)] ?? from[0];
  return { whole, pick, chance: (p: number) => random.next() < p };
};

const faults = Object.keys(examples) as [Inject['fault'], ...Inject['fault'][]];
const proxies = ['communities', 'social', 'portal', 'deploy', 'mail', 'partner-a'] as const;
const mailModes = ['refused', 'hanging', 'temporary-failure', 'slow', 'lost', 'bounced', 'declared'] as const;
const roles = Object.keys(catalogue.roles) as [string, ...string[]];

/** An example with its numbers and names drawn anew where they are plain. */
function drawInject({ whole, pick }: ReturnType<typeof drawer>, n: number): Inject {
  const fault = pick(faults);
  const example: Readonly<Record<string, unknown>> = examples[fault];
  const spec = { ...example, ...('proxy' in example && { proxy: pick(proxies) }), ...('rps' in example && { rps: whole(20, 900) }), ...('role' in example && { role: pick(roles) }), ...(fault === 'email-outage' && { kind: pick(mailModes) }) };
  return { id: `i${n}`, fault, atMs: whole(5000, 11_000), forMs: whole(1500, 6000), spec };
}

/** Whether a person's tool would take it: injects that overlap may not claim the same. */
function isScenario(one: Case): boolean {
  try {
    parseScenario(catalogue, rawOf(one));
    return true;
  } catch (error) {
    if (error instanceof ScenarioProblem) return false;
    throw error;
  }
}

const cells = phases.flatMap((phase) => failureKinds.map((kind) => ({ kind, phase }))) as [Fires, ...Fires[]];
type Fires = Pick<Failure, 'kind' | 'phase'>;
/** After these nothing more happens, so they come alone: whatever else is drawn would hide behind them. */
const ends: ReadonlySet<FailureKind> = new Set(['runner killed', 'disk full', 'lease taken away']);
const linesOf: Readonly<Record<Phase, number>> = { opening: 6, steady: 30, 'before inject': 20, 'in force': 30, withdrawing: 2, closing: 6 };

/** Of two rounds of seeds the second strikes anywhere in a phase, so that no event is too late for a failure; the first strikes early, where every drill comes to. */
const reachOf = (seed: number): number => (Math.floor(seed / cells.length) % 2 === 0 ? 1 : 12);

/** Each seed tries the next pair of a failure and a phase, and up to two more that are drawn. */
export function drawCase(seed: number): Case {
  const random = seededRandom(seed);
  const draw = drawer(random.fork('case'));
  const { whole, pick, chance } = draw;
  const failure = ({ kind, phase }: Fires): Failure => ({ kind, phase, line: whole(1, linesOf[phase] * reachOf(seed)), forMs: whole(200, 12_000), chance: random.next() });
  const first = cells[seed % cells.length] ?? cells[0];
  // No sooner than the first, which might not come to its phase otherwise.
  const later = phases.slice(phases.indexOf(first.phase)) as [Phase, ...Phase[]];
  const more = Array.from({ length: whole(0, 2) }, () => ({ kind: pick(failureKinds), phase: pick(later) })).filter(({ kind }) => !ends.has(kind));
  const failures = [first, ...more].map(failure);
  const observers = Object.keys(catalogue.observers);
  const base: Case = {
    seed,
    injects: [],
    responders: roles.filter(() => chance(0.8)),
    // Without this one no steady state is seen, and no drill goes beyond it.
    silent: observers.filter((kind) => chance(0.05) && kind !== 'traffic'),
    customers: chance(0.3) ? whole(10, 200) : undefined,
    guardrails: { ...(chance(0.3) && { availability: { below: 0.5, for: '5s' } }), ...(chance(0.2) && { wallClock: ms(whole(12_000, 60_000)) }) },
    idle: undefined,
    failures,
  };
  const wanted = whole(1, 4);
  let injects: readonly Inject[] = [];
  for (let n = 1; n <= wanted || injects.length === 0; n++) {
    const more = [...injects, drawInject(draw, n)];
    if (isScenario({ ...base, injects: more })) injects = more;
  }
  return { ...base, injects, idle: chance(0.2) ? injects[0]?.fault : undefined };
}
