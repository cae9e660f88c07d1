/** Holds the deploy path: a change that really reaches the communities origin, so that "we could still ship" can be proved. */
import { z } from 'zod';
import { address } from '../address.ts';
import { asks, type Control, ok, take } from '../kit/control.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { call } from './call.ts';
import { originHandler } from './origin.ts';

const settings = z.strictObject({ ...ports, communities: address.describe('control address of the origin'), timeoutMs: z.number().int().positive().default(5000) });
const wanted = z.looseObject({ version: z.string().min(1) });

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('deploy');
    const ship: Control = async (ask) => {
      if (!asks(ask, 'POST', 'deploy')) return undefined;
      const { version } = take(wanted, ask.body);
      const answer = await call({ to: given.communities, method: 'PUT', path: '/version', json: { version }, timeoutMs: given.timeoutMs });
      return answer.status === 200 ? ok({ version }) : { status: 502, json: { error: `the origin did not take version ${version}: ${answer.status === 0 ? answer.body : answer.status}` } };
    };
    return httpService({ settings: given, tally, handle: originHandler('deploy', tally, ship) });
  },
});
