/** Holds the edge: the finite entry to all products, which really saturates; it sends on by the first part of the path. */
import type { RequestListener } from 'node:http';
import { z } from 'zod';
import { address } from '../address.ts';
import { asks, type Control, ok, swap, take } from '../kit/control.ts';
import { forward, refuse, withoutHop } from '../kit/forward.ts';
import { gauge } from '../kit/gauge.ts';
import { Agent } from '../kit/node-http.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally, type Tally } from '../kit/tally.ts';
import { clientOf, isTrusted, onwardHeaders } from '../kit/trust.ts';
import { capacitySettings } from '../settings.ts';
import { costs } from './cost.ts';
import { createGate, type Gate } from './gate.ts';

const settings = z.strictObject({
  ...ports,
  cloaked: z.boolean().default(false),
  passphrase: z.string(),
  capacity: capacitySettings.prefault({}),
  /** Where each first part of the path leads: to Toxiproxy, in a whole range. */
  upstreams: z.record(z.string(), address),
});
type EdgeSettings = z.output<typeof settings>;

const firstPart = /^\/([^/?]*)/;

function handler({ cloaked, passphrase, capacity, upstreams }: EdgeSettings, gate: Gate, tally: Tally): RequestListener {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 512 });
  const costOf = costs(capacity.cost);
  const { counts } = tally;
  return (request, response) => {
    const startedMs = performance.now();
    const answered = (status: number) => tally.answered(status, performance.now() - startedMs);
    counts.received += 1;
    tally.saw(request.headers['x-probe-nonce']);
    const trusted = isTrusted(request, passphrase);
    if (cloaked && !trusted) {
      counts.rejected += 1;
      refuse(response, 403, 'this edge takes requests from the router and the partners only');
      return answered(403);
    }
    const url = request.url ?? '/';
    // True once this request has left the gate: refused, given up by its client, or on its way to an origin.
    let gone = false;
    const leave = gate.enter(capacity.serviceMs * costOf(url), onward, (why) => {
      gone = true;
      if (why === 'full') counts.rejected += 1;
      else counts.timedOut += 1;
      const status = why === 'full' ? 503 : 504;
      refuse(response, status, why === 'full' ? 'the edge is full' : 'the edge took too long');
      answered(status);
    });
    response.on('close', () => {
      if (gone || response.writableFinished) return;
      gone = true;
      leave();
      counts.failed += 1;
      answered(0);
    });
    function onward() {
      if (gone) return;
      gone = true;
      const to = upstreams[firstPart.exec(url)?.[1] ?? ''];
      if (to === undefined) {
        counts.rejected += 1;
        refuse(response, 404, 'no product lives at this path');
        return answered(404);
      }
      counts.forwarded += 1;
      const headers = onwardHeaders(withoutHop(request.headers), clientOf(request, trusted), undefined);
      forward(request, response, {
        agent,
        to,
        headers,
        timeoutMs: capacity.upstreamTimeoutMs,
        ended(ending, status) {
          if (ending === 'timed out') counts.timedOut += 1;
          else if (ending !== 'answered') counts.failed += 1;
          answered(status);
        },
      });
    }
  };
}

const bound = z.strictObject({ from: z.boolean(), to: z.boolean() });

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('edge');
    const gate = createGate(given.capacity);
    gauge(tally.registry, 'range_edge_workers_busy', 'Workers at work; above the bound only while it is lifted.', () => gate.busy);
    gauge(tally.registry, 'range_edge_queue_length', 'Requests that wait for a worker.', () => gate.waiting);
    gauge(tally.registry, 'range_edge_bound_lifted', '1 while the bound is lifted for a control run.', () => Number(gate.lifted));
    const control: Control = (ask) => {
      if (asks(ask, 'GET', 'bound')) return ok({ lifted: gate.lifted });
      if (asks(ask, 'PUT', 'bound')) return swap('lifted', gate.lifted, take(bound, ask.body), (to) => gate.lift(to));
      return undefined;
    };
    return httpService({ settings: given, tally, handle: handler(given, gate, tally), control });
  },
});
