/** Holds how a Toxiproxy in a cluster is started afresh: its pod is deleted, and whoever owns it makes another with the proxies of its ConfigMap. */
import type { V1Service } from '@kubernetes/client-node';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem, reasonOf } from '../../../problem.ts';
import { toxiproxyApi } from '../../../tools/toxiproxy/api.ts';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import { podsOf, selectorText } from '../workloads/workloads.ts';

const lookEveryMs = 50;

/** Resolves once a new pod is ready and its API answers at `url`. */
export async function restartToxiproxy({ client, toxiproxy, url }: { readonly client: ClusterClient; readonly toxiproxy: string; readonly url: string }, stop: AbortSignal): Promise<void> {
  const where = `Service ${toxiproxy} in namespace ${client.namespace}`;
  const selector = (await client.read<V1Service & { kind?: string }>(refTo(types.Service, toxiproxy)))?.spec?.selector ?? {};
  if (Object.keys(selector).length === 0) throw new Problem({ expected: 'a Service with a selector, whose pods can be restarted', got: 'none', where });
  const old = await podsOf(client, selector);
  // Without a grace: it has nothing to save, and one that has locked up doesn't heed SIGTERM.
  await Promise.all(old.map(({ name, uid }) => client.remove(refTo(types.Pod, name), { uid, graceSeconds: 0 })));
  let saw = 'no new pod';
  while (!stop.aborted) {
    const fresh = (await podsOf(client, selector)).filter((pod) => old.every(({ uid }) => uid !== pod.uid));
    if (fresh.some(({ ready }) => ready)) {
      const trouble = await toxiproxyApi(url, stop).getVersion().then(() => undefined, reasonOf);
      if (trouble === undefined) return;
      saw = `a ready pod whose API doesn't answer: ${trouble}`;
    } else if (fresh.length > 0) saw = 'a new pod that is not ready yet';
    await pause(lookEveryMs);
  }
  throw new Problem({ expected: 'a fresh Toxiproxy before the deadline', got: saw, where, next: `\`kubectl describe pods -n ${client.namespace} -l ${selectorText(selector)}\` says what keeps it.` });
}
