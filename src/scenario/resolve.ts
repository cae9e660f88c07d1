/** Holds the filling-in of a checked scenario: moments from sequences, names from kinds, defaults from here. */
import type { z } from 'zod';
import type { Catalogue } from '../catalog/catalogue.ts';
import { teamOf } from '../catalog/faults/team-script.ts';
import type { Json } from '../record/json.ts';
import type { ResolvedGuardrail, ResolvedInject, ResolvedScenario } from './resolved.ts';
import { valueAt } from './scenario-problem.ts';
import type { scenarioSchema } from './scenario-schema.ts';

export type CheckedScenario = z.output<ReturnType<typeof scenarioSchema>>;
type Lanes = NonNullable<CheckedScenario['lanes']>;

const notStated = 'not stated';

/** An inject with its place in what people wrote, so that a later check can point at it. */
export interface PlacedInject {
  readonly path: readonly (string | number)[];
  readonly inject: ResolvedInject;
}

/** How long the steady state is watched where a scenario doesn't say. */
export const usualSteadyMs = 5000;

export interface Pace {
  /** When lanes begin: nothing is injected while the steady state is watched. */
  readonly fromMs: number;
  readonly jitterMs: number;
}

/** A lane is a sequence: each item starts when the one before it ends, unless it says when. */
export function placeInjects(catalogue: Catalogue, lanes: Lanes, { fromMs, jitterMs }: Pace): readonly PlacedInject[] {
  const taken = new Set(Object.values(lanes).flatMap((items) => items.flatMap((item) => item.id ?? [])));
  const nameOf = (fault: string): string => {
    let id = fault;
    for (let n = 2; taken.has(id); n++) id = `${fault}-${n}`;
    taken.add(id);
    return id;
  };
  return Object.entries(lanes).flatMap(([lane, items]) => {
    let endMs = fromMs;
    return items.map((item, n): PlacedInject => {
      const atMs = item.at ?? endMs + (item.wait ?? 0);
      endMs = atMs + item.for;
      const spec = item.with as Json;
      const alert = item.alert ?? catalogue.faults[item.fault]?.alert(spec);
      const inject: ResolvedInject = {
        inject: item.id ?? nameOf(item.fault),
        lane,
        fault: item.fault,
        title: item.title ?? catalogue.faults[item.fault]?.summary ?? item.fault,
        atMs,
        forMs: item.for,
        jitterMs: item.jitter ?? jitterMs,
        spec,
        ...(alert === undefined ? {} : { alert }),
      };
      return { path: ['lanes', lane, n], inject };
    });
  });
}

function responders(checked: CheckedScenario): ResolvedScenario['responders'] {
  return Object.entries(checked.responders ?? {}).flatMap(([role, seat]): ResolvedScenario['responders'] => {
    if (seat === undefined) return [];
    if (seat === 'human') return [{ role, by: 'human', name: 'human', spec: null }];
    return 'automation' in seat ? [{ role, by: 'automation', name: seat.automation, spec: null }] : [{ role, by: 'autopilot', name: 'autopilot', spec: seat.autopilot as Json }];
  });
}

/** What the settings of the world say of an observer that the scenario doesn't speak of. */
function lentBy(settings: unknown): Readonly<Record<string, unknown>> {
  const alertmanager = valueAt(settings, ['cluster', 'alertmanager']);
  return alertmanager === undefined ? {} : { alertmanager: { url: alertmanager } };
}

/** Everything that the catalogue can observe watches, unless it is told not to or needs settings that aren't given. */
function observers(catalogue: Catalogue, checked: CheckedScenario): ResolvedScenario['observers'] {
  const given: Readonly<Record<string, unknown>> = checked.observers ?? {};
  const lent = lentBy(checked.world?.settings);
  return Object.values(catalogue.observers).flatMap(({ kind, spec }) => {
    if (given[kind] === false) return [];
    if (given[kind] !== undefined) return [{ observer: kind, spec: given[kind] as Json }];
    const bare = spec.safeParse(lent[kind] ?? {});
    return bare.success ? [{ observer: kind, spec: bare.data, usual: true as const }] : [];
  });
}

/** A drill that waits for its facilitator may take longer than its timeline, but not forever. */
const wallClockMs = (durationMs: number) => 2 * durationMs + 120_000;

function guardrails(checked: CheckedScenario): readonly ResolvedGuardrail[] {
  const { availability, queries = [], wallClock } = checked.guardrails ?? {};
  return [
    ...(availability === undefined ? [] : [{ kind: 'availability' as const, min: availability.below, forMs: availability.for }]),
    ...queries.map(({ name, prometheus, query, above, below, for: forMs }) => ({ kind: 'query' as const, name, prometheus, query, forMs, ...(above !== undefined && { aboveMax: above }), ...(below !== undefined && { belowMin: below }) })),
    { kind: 'wall-clock', maxMs: wallClock ?? wallClockMs(checked.duration) },
  ];
}

function traffic(checked: CheckedScenario): ResolvedScenario['traffic'] {
  if (checked.traffic === null) return null;
  const { rps = 30, regions = { americas: 0.6, europe: 0.3, asia: 0.1 }, ...fields } = checked.traffic ?? {};
  const team = teamOf('people', fields);
  return { rps, ...(team === undefined ? { regions } : { team }) };
}

/** What a telephony provider was agreed to start in a second; it decides how soon everybody can be called. */
function callsPerSecond(checked: CheckedScenario): Pick<ResolvedScenario['brief'], 'callsPerSecond'> {
  const given = valueAt(checked.receivers, ['twilio', 'callsPerSecond']);
  return typeof given === 'number' ? { callsPerSecond: given } : {};
}

export function resolve(catalogue: Catalogue, checked: CheckedScenario, injects: readonly PlacedInject[]): ResolvedScenario {
  const seats = responders(checked);
  return {
    brief: {
      name: checked.name,
      title: checked.title ?? checked.name,
      version: checked.version,
      owner: checked.owner,
      plan: checked.plan ?? { name: notStated, version: notStated },
      authorisedBy: checked.authorisedBy ?? notStated,
      objectives: checked.objectives ?? [],
      scope: checked.scope ?? ['detection', 'rerouting', 'communications'],
      compression: checked.compression ?? 1,
      targets: (checked.targets ?? {}) as ResolvedScenario['brief']['targets'],
      objective: { availabilityMin: checked.objective?.availability ?? 0.99, latencyP95MsMax: checked.objective?.latencyP95 ?? 1000 },
      responders: Object.fromEntries(seats.map((seat) => [seat.role, seat.by])),
      diversion: checked.diversion ?? 'rule',
      ...callsPerSecond(checked),
      ...(checked.channels !== undefined && { channels: checked.channels }),
    },
    durationMs: checked.duration,
    seed: checked.seed ?? 1,
    world: { needs: checked.world?.needs ?? [], settings: (checked.world?.settings ?? {}) as Json },
    traffic: traffic(checked),
    ...(checked.panel !== undefined && { panel: checked.panel }),
    scripts: [],
    steady: { forMs: checked.steady?.for ?? usualSteadyMs, availabilityMin: checked.steady?.availability ?? 0.99 },
    injects: injects.map((placed) => placed.inject),
    observers: observers(catalogue, checked),
    ...(checked.receivers !== undefined && { receivers: checked.receivers as Readonly<Record<string, Json>> }),
    responders: seats,
    guardrails: guardrails(checked),
  };
}
