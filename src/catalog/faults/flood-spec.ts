/** Holds the settings of a flood, shared by the attack and by its control run, which must offer the very same load. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { LoadChange } from '../../ports/load.ts';
import { rate } from '../spans.ts';
import { entry, ramp, stages, urlOf } from './load-change.ts';
import { besideScript, teamChanges, teamFields, teamOf, teamSettings } from './team-script.ts';

const shape = z.enum(['get', 'cache-busting', 'search', 'login', 'connection-churn', 'retry-herd']);

export const floodSpec = z
  .strictObject({
    shape: shape
      .optional()
      .describe('get (the usual): one page; cache-busting: a new address each time; search: expensive queries; login: wrong passwords; connection-churn: a connection each; retry-herd: clients that retry whatever fails'),
    ...teamFields,
    rps: rate.describe('requests per second offered at full rate'),
    ramp,
    entry,
  })
  .superRefine(besideScript('shape'))
  .transform(({ shape = 'get', rps, ramp, entry, ...fields }) => {
    const team = teamOf('bots', fields);
    return { rps, entry, rampMs: ramp, ...(team === undefined ? { shape } : { team }) };
  });

export type FloodSpec = z.output<typeof floodSpec>;

/** Starts the generator, which waits at its gate and sends nothing yet. It is named after the inject, as `felt` says. */
export function prepareFlood(spec: FloodSpec, about: { readonly inject: string; readonly forMs: number }, world: World<'load' | 'entries'>, stop: AbortSignal): Promise<LoadChange> {
  const url = urlOf(world, spec.entry);
  const load = 'team' in spec ? { script: spec.team, settings: teamSettings(url, world) } : { script: 'flood' as const, settings: { entry: url, shape: spec.shape } };
  return world.load.prepare({ name: about.inject, stages: stages(spec, about.forMs), report: 'counters', ...load }, stop);
}

/** Wrong passwords lock accounts. */
export function floodChanges(spec: FloodSpec): string | undefined {
  if ('team' in spec) return teamChanges(spec.team);
  return spec.shape === 'login' ? 'tries to log in with wrong passwords' : undefined;
}

/** The share of the offered requests that the entry's counters must show (rubric: "The flood"). */
export const shareMin = 0.95;
