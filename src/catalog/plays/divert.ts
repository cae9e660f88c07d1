/** Holds the play `divert`: traffic is led through a scrubbing partner. */
import { z } from 'zod';
import { routeAction } from './route-action.ts';

export const divert = routeAction({
  kind: 'divert',
  summary: 'leads traffic through a scrubbing partner',
  spec: z.strictObject({ to: z.string().min(1).describe('the partner: partner-a or partner-b') }),
});
