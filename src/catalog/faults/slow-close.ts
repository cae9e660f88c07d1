/** Holds the fault `slow-close`: connections to a dependency stay open after they are done. */
import { z } from 'zod';
import { span } from '../spans.ts';
import { onProxy, slowerBy, toxic } from './toxic.ts';

export const slowClose = toxic({
  kind: 'slow-close',
  summary: 'keeps the connections to a dependency open after they are done',
  type: 'slow_close',
  spec: z
    .strictObject({ ...onProxy, delay: span.describe('how much later a connection closes') })
    .refine(({ delay }) => delay >= 20, { error: 'expected a delay of at least 20ms, so that probes can tell it from noise' })
    .transform(({ delay, ...spec }) => ({ ...spec, delayMs: delay })),
  attributes: ({ delayMs }) => ({ delay: delayMs }),
  effect: ({ delayMs }) => slowerBy(delayMs),
});
