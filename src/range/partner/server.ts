/** Holds what both partners share around their rules: they take traffic from the router, block what their rules say, and pass the rest to the edge. */
import type { RequestListener } from 'node:http';
import { z } from 'zod';
import { address } from '../address.ts';
import { asks, type Control } from '../kit/control.ts';
import { forward, refuse, withoutHop } from '../kit/forward.ts';
import { Agent } from '../kit/node-http.ts';
import { Counter } from '../kit/prometheus.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { clientOf, isTrusted, onwardHeaders } from '../kit/trust.ts';
import { partnerSettings } from '../settings.ts';
import { type Filter, type FilterSettings, glimpseOf } from './glimpse.ts';

const settings = z.strictObject({ ...ports, partner: partnerSettings.prefault({}), passphrase: z.string(), edge: address, timeoutMs: z.number().int().positive().default(15_000) });

export const partnerService = (name: 'partner-a' | 'partner-b', createRules: (settings: FilterSettings) => Filter) =>
  serviceFile({
    settings,
    async start(given) {
      const { broken, inspectMs } = given.partner;
      const tally = createTally(name);
      const { counts } = tally;
      const agent = new Agent({ keepAlive: true, maxFreeSockets: 512 });
      let filter = createRules(given.partner);
      const verdicts = new Counter({ name: 'range_filter_blocked_total', help: 'Requests blocked, by rule.', labelNames: ['rule'], registers: [tally.registry] });

      const handle: RequestListener = (request, response) => {
        const startedMs = performance.now();
        const answered = (status: number) => tally.answered(status, performance.now() - startedMs);
        counts.received += 1;
        tally.saw(request.headers['x-probe-nonce']);
        if (broken) {
          counts.failed += 1;
          refuse(response, 502, 'the partner is out of order');
          return answered(502);
        }
        const client = clientOf(request, isTrusted(request, given.passphrase));
        const verdict = filter.judge(glimpseOf(request, client), Date.now());
        if (!verdict.pass) {
          counts.rejected += 1;
          verdicts.inc({ rule: verdict.rule });
          refuse(response, verdict.status, `blocked by ${name}: ${verdict.rule}`);
          return answered(verdict.status);
        }
        const onward = () => {
          counts.forwarded += 1;
          forward(request, response, {
            agent,
            to: given.edge,
            headers: onwardHeaders(withoutHop(request.headers), client, given.passphrase),
            timeoutMs: given.timeoutMs,
            ended(ending, status) {
              if (ending === 'timed out') counts.timedOut += 1;
              else if (ending !== 'answered') counts.failed += 1;
              answered(status);
            },
          });
        };
        if (inspectMs === 0) onward();
        else setTimeout(onward, inspectMs);
      };
      const control: Control = (ask) => {
        if (asks(ask, 'POST', 'forget')) filter = createRules(given.partner);
        return undefined;
      };
      return httpService({ settings: given, tally, handle, control });
    },
  });
