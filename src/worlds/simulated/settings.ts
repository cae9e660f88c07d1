/** Holds what the simulated world is told: the range's own settings, so that a scenario runs in both worlds, and what only the model knows. */
import { rangeSettings } from '../../range/settings.ts';
import type { RangeSettings } from '../../range/settings.ts';
import type { Diversion } from '../../ports/world-kind.ts';
import type { Json } from '../../record/json.ts';
import { modelSettings } from './model-settings.ts';
import type { ModelInput, ModelSettings } from './model-settings.ts';

export interface Settings {
  readonly range: RangeSettings;
  readonly model: ModelSettings;
  readonly diversion: Diversion;
}

/** Partners on the range take over by a rule, so that is how it goes where nobody says otherwise. */
const byRule: Diversion = { by: 'rule', compression: 1 };

export { rangeSettings, type RangeSettings };

export const settingsOf = (settings: Json, model: ModelInput, diversion: Diversion = byRule): Settings => ({ range: rangeSettings.parse(settings ?? {}), model: modelSettings.parse(model), diversion });
