/** Holds the fault `reset-peer`: connections to a dependency are reset. */
import { z } from 'zod';
import { span } from '../spans.ts';
import { onProxy, probePatienceMs, toxic } from './toxic.ts';

export const resetPeer = toxic({
  kind: 'reset-peer',
  summary: 'resets the connections to a dependency',
  type: 'reset_peer',
  spec: z
    .strictObject({ ...onProxy, timeout: span.prefault('0s').describe('after how long a connection is reset') })
    .refine(({ timeout }) => timeout < probePatienceMs, { error: `expected a time below ${probePatienceMs}ms: later, probes have given up` })
    .transform(({ timeout, ...spec }) => ({ ...spec, timeoutMs: timeout })),
  attributes: ({ timeoutMs }) => ({ timeout: timeoutMs }),
  effect: () => ({ is: 'cut' }),
});
