/** Holds the router: the way in for users, which one command points at the edge or at a partner; new requests follow at once. */
import { z } from 'zod';
import { address } from '../address.ts';
import { asks, type Control, ok, swap, take } from '../kit/control.ts';
import { forward, withoutHop } from '../kit/forward.ts';
import { Agent } from '../kit/node-http.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { clientOf, onwardHeaders } from '../kit/trust.ts';

/** Where the router can point. */
export const routes = ['edge', 'partner-a', 'partner-b'] as const;
const route = z.enum(routes);

const settings = z.strictObject({
  ...ports,
  passphrase: z.string(),
  upstreams: z.strictObject({ edge: address, 'partner-a': address, 'partner-b': address }),
  to: route.default('edge'),
  timeoutMs: z.number().int().positive().default(20_000),
});

const change = z.strictObject({ from: route, to: route });

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('router');
    const { counts } = tally;
    const agent = new Agent({ keepAlive: true, maxFreeSockets: 512 });
    let { to } = given;
    let sinceMs = Date.now();
    const control: Control = (ask) => {
      if (asks(ask, 'GET', 'route')) return ok({ to, sinceMs });
      if (!asks(ask, 'PUT', 'route')) return undefined;
      return swap('to', to, take(change, ask.body), (next) => {
        if (next !== to) sinceMs = Date.now();
        to = next;
      });
    };
    return httpService({
      settings: given,
      tally,
      control,
      handle(request, response) {
        const startedMs = performance.now();
        counts.received += 1;
        counts.forwarded += 1;
        tally.saw(request.headers['x-probe-nonce']);
        forward(request, response, {
          agent,
          to: given.upstreams[to],
          headers: onwardHeaders(withoutHop(request.headers), clientOf(request, true), given.passphrase),
          timeoutMs: given.timeoutMs,
          ended(ending, status) {
            if (ending === 'timed out') counts.timedOut += 1;
            else if (ending !== 'answered') counts.failed += 1;
            tally.answered(status, performance.now() - startedMs);
          },
        });
      },
    });
  },
});
