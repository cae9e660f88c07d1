/** Holds how a drill opens the Kubernetes world: the namespace's Lease first, then a way in, then whatever stands between the targets. */
import type { OpenedWorld, OpenOptions } from '../../ports/capabilities.ts';
import { Problem } from '../../problem.ts';
import type { Json } from '../../record/json.ts';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { systemClock } from '../system-clock.ts';
import { assemble, practiceApi, stepsMs } from './assemble.ts';
import { pinAutoscalers } from './workloads/autoscalers.ts';
import { type ClusterClient, clusterClient } from './api/client.ts';
import type { ClusterTarget } from './api/cluster-config.ts';
import { closeRun } from './close.ts';
import type { ClusterProxy, KubernetesDescription } from './description.ts';
import { outsideLoad } from './external/outside-load.ts';
import { clusterHttp } from './outpost/http.ts';
import { interpose } from './proxies/interpose.ts';
import { acquireLease } from './lease/lease.ts';
import { openOutpost, type Outpost } from './outpost/outpost.ts';
import { receiversSecret, receiversTold, receiversUrl } from './outpost/receivers.ts';
import { applyRangeSettings } from './range/control.ts';
import { foundProxies, rangeProxies } from './proxies/range-proxies.ts';
import { type KubernetesSettings, kubernetesSettings } from './settings.ts';
import { proveSink } from './gates/synthetic.ts';

/** To clean up after an opening that failed, whose own deadline may be what is over. */
const cleanUpMs = 15_000;

interface Way {
  readonly run: string;
  readonly client: ClusterClient;
  readonly outpost: Outpost;
}

async function proxiesFor({ run, client, outpost }: Way, { cluster, ...range }: KubernetesSettings, stop: AbortSignal): Promise<readonly ClusterProxy[]> {
  if (cluster.entries === undefined) {
    await applyRangeSettings({ client, outpost, settings: range }, stop);
    await (await practiceApi(client.namespace, outpost)).forget(stop);
    return rangeProxies();
  }
  const found = cluster.toxiproxy === undefined ? [] : await foundProxies(cluster.toxiproxy, client.namespace, outpost, stop);
  return [...found, ...(await interpose({ run, client, outpost, settings: cluster }, stop))];
}

export async function openKubernetes(target: ClusterTarget, options: OpenOptions, stop: AbortSignal): Promise<OpenedWorld> {
  const { run, seed, receive, refused } = options;
  const settings = kubernetesSettings.parse(options.settings ?? {});
  const client = clusterClient(target);
  const lease = await acquireLease({ client, run, who: `${hostname()}, process ${process.pid}` });
  const way = { run, client };
  let outpost: Outpost | undefined;
  try {
    // Known before anything is changed, so that the reaper can reach this world whatever becomes of its opening.
    const known = { world: 'kubernetes' as const, run, seed, context: client.context, namespace: client.namespace, server: client.server, range: settings.cluster.entries === undefined, cluster: settings.cluster };
    const first: KubernetesDescription = { ...known, proxies: [], tools: {} };
    options.known?.(first);
    await lease.describe(first);
    const outside = await outsideLoad(settings.cluster, { ...options, logs: resolve(options.logs) });
    const secret = await receiversSecret(client);
    outpost = await openOutpost({ client, run, receive, secret, refused }, stop);
    const refusal = await outpost.refusal(stop);
    if (refusal !== undefined) throw new Problem({ expected: "an agent of this gameday's version", got: refusal });
    if (settings.cluster.entries !== undefined && settings.cluster.synthetic !== undefined) await proveSink({ run, synthetic: settings.cluster.synthetic, http: clusterHttp(outpost), clock: systemClock }, stop);
    if (settings.cluster.autoscaling === 'pinned') await pinAutoscalers(client, run);
    const proxies = [...(await proxiesFor({ ...way, outpost }, settings, stop))];
    const tools = { kubernetes: await client.version(), k6: settings.cluster.generators.image, node: process.version };
    const description: KubernetesDescription = { ...known, proxies, tools };
    await lease.describe(description);
    const held = outpost;
    const told = secret === undefined ? receiversUrl(client.namespace, 'current') : receiversTold(client.namespace);
    const world = await assemble(description, { client, outpost, logs: resolve(options.logs), outside, scripts: options.scripts });
    return {
      world: { ...world, entries: { ...world.entries, places: () => ({ ...world.entries.places(), receivers: { url: held.receivers, told } }) } },
      description: description as Json,
      tools,
      keeper: lease.keeper,
      lease,
      stepsMs,
      close: (now, kept) => closeRun({ ...way, outpost: held, lease, kept }, now),
    };
  } catch (problem) {
    await closeRun({ ...way, lease, ...(outpost !== undefined && { outpost }) }, AbortSignal.timeout(cleanUpMs));
    throw problem;
  }
}
