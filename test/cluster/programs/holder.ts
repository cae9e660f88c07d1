/** Holds a runner that does in a namespace what a drill does there, says so, and then only holds its Lease: to be killed by a test. */
import { clusterClient } from '../../../src/worlds/kubernetes/api/client.ts';
import type { KubernetesDescription } from '../../../src/worlds/kubernetes/description.ts';
import { acquireLease } from '../../../src/worlds/kubernetes/lease/lease.ts';
import { clusterSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { swapField } from '../../../src/worlds/kubernetes/swaps/swaps.ts';

const [namespace = '', run = ''] = process.argv.slice(2);
const client = clusterClient({ namespace });
const lease = await acquireLease({ client, run, who: 'a runner that will be killed' });

const cluster = clusterSettings.parse({ entries: { shop: { url: `http://shop.${namespace}.svc:8080` } } });
const description: KubernetesDescription = { world: 'kubernetes', run, seed: 1, context: client.context, namespace, server: client.server, range: false, cluster, proxies: [], tools: {} };
await lease.describe(description);

const swap = { ref: { kind: 'Service', name: 'shop' }, field: 'selector', from: { app: 'shop' }, to: { 'gameday.dev/black-hole': 'hole' } } as const;
await lease.keeper.keep([{ inject: 'hole', n: 0, action: 'black-hole', change: { swap, endpoints: 1 } }], AbortSignal.timeout(5000));
await swapField(client, run, swap);
// And one that is on its object alone, as a drill that died before its change was kept, or an opening world, leaves it.
await swapField(client, run, { ref: { kind: 'Deployment', name: 'shop' }, field: 'replicas', from: 1, to: 2 });
process.stdout.write('ready\n');
