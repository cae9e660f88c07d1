/** Holds the play `fail-back`: traffic is led past the partner again. */
import { z } from 'zod';
import { routeAction } from './route-action.ts';

export const failBack = routeAction({
  kind: 'fail-back',
  summary: 'leads traffic straight to the edge again',
  spec: z.strictObject({ to: z.string().min(1).default('edge').describe('where the direct way leads') }),
});
