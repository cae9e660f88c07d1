/** Holds the fault `latency`: answers of a dependency come late. */
import { z } from 'zod';
import { span } from '../spans.ts';
import { onProxy, slowerBy, toxic } from './toxic.ts';

export const latency = toxic({
  kind: 'latency',
  summary: 'delays every answer of a dependency',
  type: 'latency',
  spec: z
    .strictObject({
      ...onProxy,
      latency: span.describe('how much later each piece of data comes'),
      jitter: span.prefault('0s').describe('random part to either side; not reproducible, since Toxiproxy draws by itself'),
    })
    .refine(({ latency, jitter }) => latency >= 20 && jitter < latency, { error: 'expected a latency of at least 20ms, so that probes can tell it from noise, and a jitter below it' })
    .transform(({ latency, jitter, ...spec }) => ({ ...spec, latencyMs: latency, jitterMs: jitter })),
  attributes: ({ latencyMs, jitterMs }) => ({ latency: latencyMs, jitter: jitterMs }),
  effect: ({ latencyMs, jitterMs }) => slowerBy(latencyMs - jitterMs),
});
