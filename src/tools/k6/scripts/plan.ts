/** Holds what the runner tells a script: its gate, its profile, how to report, and the script's own settings. */
import type { RampingArrivalRateScenario } from 'k6/options';

export interface Plan<Settings> {
  /** The URL to wait at before anything is sent. */
  readonly gate: string;
  /** Each moves the rate linearly to `rps` within `forMs`, from 0 at the start. */
  readonly stages: readonly { readonly rps: number; readonly forMs: number }[];
  readonly report: 'samples' | 'counters';
  readonly settings: Settings;
}

export function readPlan<Settings>(): Plan<Settings> {
  const text = __ENV['GAMEDAY_LOAD'];
  if (text === undefined) throw new Error('expected the plan as escaped JSON in GAMEDAY_LOAD, got none: this script is started by gameday');
  return JSON.parse(decodeURIComponent(text)) as Plan<Settings>;
}

/** Paths are put after it, so a slash at its end is too much. */
export const entryOf = (plan: Plan<{ readonly entry: string }>): string => plan.settings.entry.replace(/\/+$/, '');

export const peakRps = (plan: Plan<unknown>): number => Math.max(1, ...plan.stages.map((stage) => stage.rps));

/**
 * An open model: failures don't lower the offered load. There are simulated users for the worst case, in which every answer takes as long as the
 * user's patience; k6 makes them all before the gate, so that none is made under load. What is missing then shows as dropped iterations.
 */
export function openModel(plan: Plan<unknown>, patienceMs: number, usersMax: number): RampingArrivalRateScenario {
  const users = Math.min(usersMax, Math.ceil((peakRps(plan) * patienceMs) / 1000) + 5);
  return {
    executor: 'ramping-arrival-rate',
    startRate: 0,
    // Ten seconds as the unit keeps tenths of a request per second.
    timeUnit: '10s',
    preAllocatedVUs: users,
    maxVUs: users,
    gracefulStop: `${patienceMs}ms`,
    stages: plan.stages.map((stage) => ({ target: Math.round(stage.rps * 10), duration: `${Math.round(stage.forMs)}ms` })),
  };
}
