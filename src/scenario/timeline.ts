/** Holds the timeline of injects (the MSEL) as a pure function of scenario and seed. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Random } from '../ports/time.ts';
import type { PlannedInject } from '../record/events.ts';
import type { ResolvedInject, ResolvedScenario } from './resolved.ts';

function planned(inject: ResolvedInject, fromMs: number, catalogue: Catalogue, random: Random): PlannedInject {
  const fault = catalogue.faults[inject.fault];
  // Each inject draws from a stream of its own, so that a new inject doesn't move the others.
  const felt = fault?.felt(inject.spec, inject.inject) ?? [];
  const unproved = felt.some((expected) => expected.see === 'declaration');
  const shiftMs = inject.jitterMs === 0 ? 0 : random.fork(`jitter/${inject.inject}`).between(-inject.jitterMs, inject.jitterMs);
  return {
    inject: inject.inject,
    lane: inject.lane,
    fault: inject.fault,
    // Wherever it is shown.
    title: unproved ? `${inject.title} (unproved: only declared)` : inject.title,
    offsetMs: Math.max(fromMs, Math.round(inject.atMs + shiftMs)),
    forMs: inject.forMs,
    spec: inject.spec,
    felt,
    ...(inject.alert === undefined ? {} : { alert: inject.alert }),
    attack: fault?.role === 'attack',
    control: fault?.role === 'control',
  };
}

/** Injects in order of their moments, none while the steady state is watched; those of one moment in the order of the scenario. */
export const timeline = (scenario: ResolvedScenario, catalogue: Catalogue, random: Random): readonly PlannedInject[] =>
  scenario.injects.map((inject) => planned(inject, scenario.steady.forMs, catalogue, random)).toSorted((a, b) => a.offsetMs - b.offsetMs);
