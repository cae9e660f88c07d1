/** Holds the fault `limit-data`: connections to a dependency are closed after so many bytes. */
import { z } from 'zod';
import { onProxy, probeBytes, toxic } from './toxic.ts';

export const limitData = toxic({
  kind: 'limit-data',
  summary: 'closes a connection to a dependency after so many bytes',
  type: 'limit_data',
  spec: z
    .strictObject({ ...onProxy, bytes: z.int().min(0).describe('bytes that are let through') })
    .refine(({ proxy, bytes }) => bytes < probeBytes(proxy), { error: 'expected fewer bytes than an answer to a probe has (4096; 80 for mail), or nothing would be cut' }),
  attributes: ({ bytes }) => ({ bytes }),
  effect: () => ({ is: 'cut' }),
});
