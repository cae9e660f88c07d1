/** Holds the fault `bandwidth`: a dependency answers through a narrow pipe. */
import { z } from 'zod';
import { onProxy, probeBytes, slowerBy, toxic } from './toxic.ts';

export const bandwidth = toxic({
  kind: 'bandwidth',
  summary: 'narrows the connections to a dependency',
  type: 'bandwidth',
  spec: z
    .strictObject({ ...onProxy, rate: z.int().min(1).max(100).describe('kilobytes per second for each connection; at most 100, or probes could not feel it') })
    .transform(({ rate, ...spec }) => ({ ...spec, rateKbPerS: rate })),
  attributes: ({ rateKbPerS }) => ({ rate: rateKbPerS }),
  effect: ({ proxy, rateKbPerS }) => slowerBy(probeBytes(proxy) / rateKbPerS),
});
