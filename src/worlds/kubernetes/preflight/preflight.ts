/** Holds what a cluster says of a drill beforehand: its gates, its caps, what gameday may do there, and what would be touched. Nothing is changed. */
import type { Preflight, Wish } from '../../../ports/capabilities.ts';
import { reasonOf } from '../../../problem.ts';
import { freshHttp } from '../../../tools/http.ts';
import { systemClock } from '../../system-clock.ts';
import { type ClusterClient, clusterClient } from '../api/client.ts';
import type { ClusterTarget } from '../api/cluster-config.ts';
import { allowedContexts } from '../gates/config.ts';
import { refusalsOfExternal } from '../external/gate.ts';
import { allExternal, isExternal } from '../external/hosts.ts';
import { scriptsOutside } from '../external/load.ts';
import { lacksOutsideLoad } from '../external/outside-load.ts';
import { externalProbes } from '../external/probes.ts';
import { gates, refusalsOfCaps } from '../gates/gates.ts';
import { agentReady } from '../install/install.ts';
import { refusalsToInterpose } from '../proxies/interpose-refusals.ts';
import { openOutpost } from '../outpost/outpost.ts';
import { receiversSecret } from '../outpost/receivers.ts';
import { lackingPermissions } from './permissions.ts';
import { podsEnded, refusalsOfQuotas } from './pods-of-drill.ts';
import { type ClusterSettings, kubernetesSettings } from '../settings.ts';
import { refusalsOfState } from '../gates/synthetic.ts';
import { hostsOf } from '../gates/targets.ts';
import { refusalsOfRunners } from '../load/test-run.ts';
import { touchesOf } from './touches.ts';

const agentMs = 10_000;

/** What leads outside the cluster has a gate of its own; a load that may be meant for the inside is only counted when it is made. */
async function refusalsOutside({ entries, external }: ClusterSettings, { rpsMax, teamScripts }: Wish): Promise<readonly string[]> {
  if (external === undefined) return [];
  const scripts = teamScripts.map((who) => `${who} runs a k6 script of your own: ${scriptsOutside}`);
  const { http } = externalProbes({ entries, external }, freshHttp, systemClock);
  return [...scripts, ...(await refusalsOfExternal({ entries, external }, http, allExternal({ entries, external }) ? rpsMax : 0)), ...(await lacksOutsideLoad(external))];
}

/** It is reached as a drill would reach it. */
async function versionRefusal(client: ClusterClient, stop: AbortSignal): Promise<string | undefined> {
  const outpost = await openOutpost({ client, run: 'check' }, stop);
  try {
    return await outpost.refusal(stop);
  } finally {
    await outpost.close();
  }
}

async function refusalsOfAgent(client: ClusterClient): Promise<readonly string[]> {
  const stop = AbortSignal.timeout(agentMs);
  try {
    return [(await versionRefusal(client, stop)) ?? []].flat();
  } catch (problem) {
    return [`gameday's agent in namespace ${client.namespace} can't be asked for its version: ${stop.aborted ? `no answer within ${agentMs / 1000} s` : reasonOf(problem)}`];
  }
}

/** What somebody else put there may be no secret. */
const refusalsOfReceivers = (client: ClusterClient): Promise<readonly string[]> => receiversSecret(client).then(() => [], (problem: unknown) => [reasonOf(problem)]);

export async function preflight(target: ClusterTarget, wish: Wish): Promise<Preflight> {
  const { cluster } = kubernetesSettings.parse(wish.settings ?? {});
  try {
    const client = clusterClient(target);
    const closed = await gates(client, allowedContexts(cluster), hostsOf(cluster).filter((host) => !isExternal(cluster.external, host)));
    // Behind a closed gate nothing else is asked.
    if (closed.length > 0) return { refusals: closed, touches: [] };
    const lacking = await lackingPermissions(client);
    const refusals = [
      ...refusalsOfCaps({ settings: cluster, rpsMax: wish.rpsMax, durationMs: wish.durationMs, podsTouched: await podsEnded(client, wish.endsPods) }),
      ...lacking.map((permission) => `the Role doesn't allow to ${permission}: apply k8s/agent/role.yaml, or ask whoever administers the namespace`),
      ...(lacking.length > 0 ? [] : await refusalsOfReceivers(client)),
      ...(await refusalsOfRunners(client, cluster)),
      ...(await refusalsOfQuotas(client, cluster, wish)),
      ...((await agentReady(client)) ? await refusalsOfAgent(client) : [`gameday's agent isn't ready in namespace ${client.namespace}: say \`gameday install --context ${client.context} --namespace ${client.namespace}\`, or \`gameday range up --world kubernetes\` with the same`]),
      ...(await refusalsOutside(cluster, wish)),
      ...refusalsOfState(cluster, wish.changesState),
      ...(await refusalsToInterpose(client, cluster)),
    ];
    return { refusals, touches: await touchesOf(client, cluster, wish) };
  } catch (error) {
    return { refusals: [reasonOf(error)], touches: [] };
  }
}
