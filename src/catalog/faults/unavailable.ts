/** Holds the fault `unavailable`: a role can't be reached, as an account manager on holiday. */
import { z } from 'zod';
import { action } from '../action.ts';

export const unavailable = action({
  kind: 'unavailable',
  summary: 'makes a role unreachable on call',
  role: 'fault',
  needs: ['rota'],
  spec: z.strictObject({ role: z.string().min(1).describe('the role that is absent: monitoring, network, communications, support or account-manager') }),
  change: z.object({ role: z.string(), wasAbsent: z.boolean() }),
  claims: ({ role }) => [`role/${role}`],
  felt: ({ role }) => [{ see: 'rota', role, is: 'absent' }],
  plan: async ({ role }, _about, world, stop) => [{ role, wasAbsent: (await world.rota.absent(stop)).includes(role) }],
  apply: ({ role }, world, stop) => world.rota.setAbsent(role, true, stop),
  revert: [{ how: 'put the role back on call', run: ({ role, wasAbsent }, world, stop) => world.rota.setAbsent(role, wasAbsent, stop) }],
  gone: async ({ role, wasAbsent }, world, stop) => {
    const absent = (await world.rota.absent(stop)).includes(role);
    return { is: absent === wasAbsent ? 'gone' : 'present', saw: `${role} is ${absent ? 'absent' : 'on call'}` };
  },
});
