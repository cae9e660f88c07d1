/** Holds the fault `timeout`: a dependency takes what it is sent and never answers. */
import { z } from 'zod';
import { span } from '../spans.ts';
import { onProxy, probePatienceMs, toxic } from './toxic.ts';

export const timeout = toxic({
  kind: 'timeout',
  summary: 'lets no data of a dependency through, and closes the connection after a while or never',
  type: 'timeout',
  spec: z
    .strictObject({ ...onProxy, timeout: span.prefault('0s').describe('when the connection is closed; 0s holds it for ever') })
    .transform(({ timeout, ...spec }) => ({ ...spec, timeoutMs: timeout })),
  attributes: ({ timeoutMs }) => ({ timeout: timeoutMs }),
  effect: ({ timeoutMs }) => ({ is: timeoutMs > 0 && timeoutMs < probePatienceMs ? 'cut' : 'stalled' }),
});
