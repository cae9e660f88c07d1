/** Holds what floods, crowds and traffic share: the generator that waits at its gate, how it is stopped, and the proof that it is gone. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { LoadChange, Stage } from '../../ports/load.ts';
import { Problem } from '../../problem.ts';
import type { Proof, Way } from '../action.ts';
import { span } from '../spans.ts';

const child = z.object({ name: z.string(), pid: z.int(), started: z.string() });
const job = z.object({ kind: z.enum(['Job', 'TestRun']), name: z.string(), uid: z.string() });
export const loadChange = z.object({ load: z.object({ name: z.string(), child: child.exactOptional(), job: job.exactOptional() }) });

/** A way in, by name: where it leads is the world's to say, so a scenario can't name a target outside it. */
export const entry = z
  .string()
  .regex(/^[a-z0-9-]+$/, { error: (issue) => `expected the name of an entry such as "front" or "edge"; an address is not taken, got ${JSON.stringify(issue.input)}` })
  .default('front')
  .describe('which way in: "front" (through the router) or "edge" (past it)');

export const ramp = span.prefault('1s').describe('time in which the rate rises from zero; it is then held until the inject ends');

/** Withdrawal stops a generator. This covers a drill that is held; beyond it, a load that nobody withdraws ends by itself. */
const overtimeMs = 10_000;

/** Rises within `rampMs`, then holds for as long as the inject lasts, and some more. */
export const stages = ({ rps, rampMs }: { readonly rps: number; readonly rampMs: number }, forMs: number): readonly Stage[] => [
  { rps, forMs: rampMs },
  { rps, forMs: Math.max(0, forMs - rampMs) + overtimeMs },
];

export function urlOf(world: World<'entries'>, name: string): string {
  const { entries } = world.entries.places();
  const url = entries[name];
  if (url === undefined) throw new Problem({ expected: `one of the entries ${Object.keys(entries).join(', ')}`, got: name, where: 'entry of a flood or crowd' });
  return url;
}

interface HasLoad {
  readonly load: LoadChange;
}

export const closeLoad: Way<'load', HasLoad> = { how: 'stop the generator', run: ({ load }, world, stop) => world.load.close(load, stop) };
export const killLoad: Way<'load', HasLoad> = { how: 'end what carries the generator', run: ({ load }, world, stop) => world.load.kill(load, stop) };

const carrierOf = ({ child, job }: LoadChange): string => (job === undefined ? `process ${child?.pid ?? '?'}` : `${job.kind} ${job.name}`);

export async function loadGone({ load }: HasLoad, world: World<'load'>): Promise<Proof> {
  const runs = await world.load.running(load);
  return runs ? { is: 'present', saw: `${carrierOf(load)} of generator ${load.name} still runs` } : { is: 'gone', saw: `no ${carrierOf(load)} of generator ${load.name}` };
}
