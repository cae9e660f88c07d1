/** Holds what the simulated world is told: the range's own settings, so that a scenario runs in both worlds, and what only the model knows. */
import { rangeSettings } from '../../range/settings.ts';
import type { RangeSettings } from '../../range/settings.ts';
import type { Json } from '../../record/json.ts';

/** What real filters earn by their rules, the model takes as given. */
export interface Assumed {
  /** Share of attack requests that a partner's filter strips once it has learned. */
  readonly recall: number;
  /** Share of legitimate requests that it blocks. */
  readonly harm: number;
  /** For how long after being switched in it lets everything pass. */
  readonly learnMs: number;
}

export const assumed: Assumed = { recall: 0.9995, harm: 0.002, learnMs: 1000 };

export interface ModelSettings extends Assumed {
  readonly range: RangeSettings;
}

export const settingsOf = (settings: Json, otherwise: Partial<Assumed>): ModelSettings => ({ ...assumed, ...otherwise, range: rangeSettings.parse(settings ?? {}) });

/** Units of cost a second that the edge can serve. */
export const edgeUnits = ({ range }: ModelSettings): number => (range.edge.capacity.workers / range.edge.capacity.serviceMs) * 1000;
