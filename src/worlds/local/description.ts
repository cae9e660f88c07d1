/** Holds the description of an open local world: plain JSON from which any process reaches it again, and stops it. */
import { z } from 'zod';
import { Problem } from '../../problem.ts';
import { services } from '../../range/contract.ts';
import { isLoopback } from './loopback.ts';

const address = z.object({ host: z.string().refine(isLoopback, { error: 'expected a loopback address' }), port: z.number().int().min(1).max(65_535) });
export const child = z.object({ name: z.string(), pid: z.number().int().positive(), started: z.string(), command: z.array(z.string()).readonly() });

const localDescription = z.object({
  world: z.literal('local'),
  run: z.string(),
  seed: z.number(),
  logs: z.string(),
  k6: z.string(),
  toxiproxy: z.object({ program: z.string(), api: address, pidFile: z.string() }),
  services: z.array(z.object({ service: z.enum(services), data: address.optional(), control: address })),
  proxies: z.array(z.object({ name: z.string(), protocol: z.enum(['http', 'smtp']), listen: address, upstream: address })),
  children: z.array(child),
  tools: z.record(z.string(), z.string()),
});

export type LocalDescription = z.output<typeof localDescription>;

export function readDescription(description: unknown): LocalDescription {
  const read = localDescription.safeParse(description);
  if (read.success) return read.data;
  throw new Problem({ expected: 'the description of a local world', got: z.prettifyError(read.error), where: 'world.opened', next: 'It was written by another version, or edited.' });
}
