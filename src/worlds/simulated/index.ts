/** Holds the kind of world `simulated`: a range in memory under a virtual clock, where the same seed gives the same drill, byte for byte. */
import { z } from 'zod';
import type { CapabilityName, OpenedWorld, WorldKind } from '../../ports/capabilities.ts';
import { rangeSettings } from '../../range/settings.ts';
import type { Json } from '../../record/json.ts';
import { endWaiting } from './load.ts';
import { openModel } from './model.ts';
import type { Model } from './model.ts';
import { type ModelInput, modelSettings } from './model-settings.ts';
import { notModelled } from './not-modelled.ts';
import { snapshot } from './state.ts';
import { virtualClock } from './virtual-clock.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SimulatedOptions {
  /** What the model takes as given, where it isn't the default; see docs/model.md. */
  readonly model?: ModelInput;
  /** See `VirtualClockOptions.turns`. */
  readonly turns?: number;
  /** Virtual time after which a drill is taken to hang. */
  readonly limitMs?: number;
}

export interface SimulatedKind extends WorldKind {
  /** All that faults and plays may change, of the world that this run opened. */
  snapshot(run: string): Json;
  /** What happens in the world when the process that drives it dies: generators that wait at its gate find it gone and end. */
  bereave(run: string): void;
  /** The virtual clock of the world that this run opened. */
  clock(run: string): VirtualClock;
}

/** 07:25 Pacific on 10 May 2013: a simulated drill has no date of its own, so it takes that day's. */
export const simulatedStartMs = Date.UTC(2013, 4, 10, 14, 25);

const has = ['load', 'proxies', 'mail', 'http', 'entries', 'capacity', 'plays', 'phone', 'rota', 'processes'] as const satisfies readonly CapabilityName[];

const description = z.object({ world: z.literal('simulated'), run: z.string(), seed: z.number(), settings: z.json(), model: modelSettings.prefault({}) });

const nobody = async () => ({ status: 503, body: '', contentType: 'text/plain' });

export function simulatedKind(options: SimulatedOptions = {}): SimulatedKind {
  const models = new Map<string, Model>();
  const { turns, limitMs, model: given = {} } = options;
  const clockFrom = () => virtualClock({ startMs: simulatedStartMs, ...(turns === undefined ? {} : { turns }), ...(limitMs === undefined ? {} : { limitMs }) });
  const find = (run: string) => {
    const model = models.get(run);
    if (model === undefined) throw new Error(`no simulated world was opened for run ${run}`);
    return model;
  };
  const opened = (model: Model, described: Json): OpenedWorld => ({
    world: model.world,
    description: described,
    tools: {},
    close: async () => {
      model.close();
      return [];
    },
  });

  return {
    name: 'simulated',
    summary: 'a range in memory under a virtual clock: an hour takes seconds, and the same seed gives the same drill',
    simulated: true,
    has: () => has,
    settings: rangeSettings,
    missing: async () => [],
    preflight: async (wish) => ({ refusals: notModelled(wish), touches: [] }),
    open: async ({ run, seed, settings, diversion, receive, born, died }) => {
      const model = openModel(clockFrom(), { seed, settings, ...(diversion && { diversion }), receive, born, died }, given);
      models.set(run, model);
      return opened(model, { world: 'simulated', run, seed, settings, model: model.state.settings.model });
    },
    // A simulated world dies with its process, so elsewhere there is nothing left to reach but its settings: a fresh one shows that nothing remained.
    reopen: async (described, run) => {
      const { seed, settings, model: asThen } = description.parse(described);
      const model = models.get(run) ?? openModel(clockFrom(), { seed, settings, receive: nobody, born: () => {}, died: () => {} }, asThen);
      return opened(model, described);
    },
    snapshot: (run) => snapshot(find(run).state),
    bereave: (run) => endWaiting(find(run).state),
    clock: (run) => find(run).state.clock,
  };
}

export const simulatedWorld = simulatedKind();
