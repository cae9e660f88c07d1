/** Holds the settings of a flood, shared by the attack and by its control run, which must offer the very same load. */
import { z } from 'zod';
import type { LoadChange, World } from '../../ports/capabilities.ts';
import { rate } from '../spans.ts';
import { entry, ramp, stages, urlOf } from './load-change.ts';

export const floodSpec = z
  .strictObject({
    shape: z
      .enum(['get', 'cache-busting', 'search', 'login', 'connection-churn', 'retry-herd'])
      .default('get')
      .describe('get: one page; cache-busting: a new address each time; search: expensive queries; login: wrong passwords; connection-churn: a connection each; retry-herd: clients that retry whatever fails'),
    rps: rate.describe('requests per second offered at full rate'),
    ramp,
    entry,
  })
  .transform(({ ramp, ...spec }) => ({ ...spec, rampMs: ramp }));

export type FloodSpec = z.output<typeof floodSpec>;

/** Starts the generator, which waits at its gate and sends nothing yet. It is named after the inject, as `felt` says. */
export const prepareFlood = (spec: FloodSpec, about: { readonly inject: string; readonly forMs: number }, world: World<'load' | 'entries'>, stop: AbortSignal): Promise<LoadChange> =>
  world.load.prepare({ name: about.inject, script: 'flood', stages: stages(spec, about.forMs), settings: { entry: urlOf(world, spec.entry), shape: spec.shape }, report: 'counters' }, stop);

/** Wrong passwords lock accounts. */
export const floodChanges = ({ shape }: FloodSpec): string | undefined => (shape === 'login' ? 'tries to log in with wrong passwords' : undefined);

/** The share of the offered requests that the entry's counters must show (rubric: "The flood"). */
export const shareMin = 0.95;
