/** Holds the program of the reaper in a cluster: it watches over the Lease of its namespace, and withdraws what a run that died left there. */
import { hostname } from 'node:os';
import { catalogue } from '../catalog/index.ts';
import { closeWorld } from '../heal/close-world.ts';
import { withdrawOpen } from '../heal/withdraw-open.ts';
import { within } from '../heal/within.ts';
import { reasonOf } from '../problem.ts';
import { createServer } from '../range/kit/node-http.ts';
import type { Emit } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import { worldKinds } from '../worlds/index.ts';
import { clusterClient } from '../worlds/kubernetes/api/client.ts';
import { type Left, reapLeases } from '../worlds/kubernetes/lease/reaper.ts';
import { systemClock } from '../worlds/system-clock.ts';

/** Asked by the kubelet; the pod is ready while the API server answers. */
const port = 8702;
const readyMs = 30_000;
const reopenMs = 10_000;
const closeMs = 10_000;

const say = (what: string, details: Readonly<Record<string, Json>> = {}) => void process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), what, ...details })}\n`);
/** The journal is with the runner, wherever that was: here its lines go to the log. */
const emit: Emit = (kind, body) => {
  say(kind, body as Readonly<Record<string, Json>>);
  return 0;
};

async function heal({ run, description, kept, lease }: Left): Promise<readonly string[]> {
  // What carries the run's mark is swept by whoever called, also where its world can't be reached.
  if (kept.length === 0) return [];
  if (description === undefined) return kept.map(({ inject, n }) => `change ${inject}/${n} has no world's description with it`);
  const kind = await worldKinds.kubernetes();
  const reached = await within(systemClock, reopenMs, () => kind.reopen(description, run)).then((opened) => (opened.late ? `no answer within ${reopenMs} ms` : opened.value), reasonOf);
  const opened = typeof reached === 'string' ? undefined : reached;
  const unreachable = typeof reached === 'string' ? reached : '';
  try {
    const stuck = await withdrawOpen({ changes: kept, catalogue, opened: opened && { ...opened, keeper: lease.keeper }, unreachable, emit, clock: systemClock, held: lease.held });
    return stuck.map(({ inject, n }) => `change ${inject}/${n} is not proved gone${opened === undefined ? `: ${unreachable}` : ''}`);
  } finally {
    if (opened !== undefined) say('closed the world', { left: await closeWorld(opened, systemClock, closeMs) });
  }
}

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

// Loaded now, since every second counts once a runner is gone.
await Promise.all([worldKinds.kubernetes(), import('../worlds/kubernetes/reopen.ts')]);
const client = clusterClient({ namespace: process.env['NAMESPACE'] });
let answeredMs = -Infinity;
const server = createServer((_request, response) => {
  const ready = performance.now() - answeredMs < readyMs;
  response.writeHead(ready ? 200 : 503, { 'content-type': 'text/plain' }).end(ready ? 'ok\n' : `no answer of the API server for ${readyMs / 1000} s\n`);
}).listen(port);

say('watching', { namespace: client.namespace, server: client.server });
await reapLeases({ client, who: `the reaper in the namespace (${hostname()})`, heal, say, answered: () => (answeredMs = performance.now()), stop: stop.signal });
server.close();
say('told to end');
process.exit(0);
