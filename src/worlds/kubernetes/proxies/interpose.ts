/**
 * Holds how a team's own Services are given a Toxiproxy for the time of a run: it stands ready beside them, is probed, and then their selectors are
 * switched to it; and how it is taken out again. Connections that were open before a switch stay on their old path until they close, in both directions.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Problem, reasonOf } from '../../../problem.ts';
import { probe } from '../../../tools/toxiproxy/probe.ts';
import type { ClusterClient } from '../api/client.ts';
import type { ClusterProxy } from '../description.ts';
import { chosenPort, nameOf, readInterposable, targetNumber, type Wanted } from './interposable.ts';
import { refusalsToInterpose } from './interpose-refusals.ts';
import { endpointsBecome, usersArrive } from './leads-to-toxiproxy.ts';
import { type ClusterObject, labels, refTo, types } from '../api/objects.ts';
import type { Outpost } from '../outpost/outpost.ts';
import { rolledOut, silently } from '../workloads/rollout.ts';
import type { ClusterSettings } from '../settings.ts';
import { swapField, swapsIn, unswapField } from '../swaps/swaps.ts';
import { apiPort, behindName, type Interposition, interposedObjects, switchedSelector, toxiproxyName } from './toxiproxy-pod.ts';

export interface Interposing {
  readonly run: string;
  readonly client: ClusterClient;
  readonly outpost: Pick<Outpost, 'at'>;
  readonly settings: ClusterSettings;
}

const readyWithinMs = 60_000;
/** Nodes learn of a new Service some moments after the API server. */
const answersWithinMs = 10_000;
const lookEveryMs = 100;
/** Nodes go on sending users to a Toxiproxy for about a second after its Service leads elsewhere, and what is under way there wants to end. */
const drainMs = 1500;
const cleanUpMs = 20_000;

const within = (stop: AbortSignal, ms: number): AbortSignal => AbortSignal.any([stop, AbortSignal.timeout(ms)]);

interface Made {
  readonly interposition: Interposition;
  readonly proxy: ClusterProxy;
}

async function make({ run, client }: Interposing, wanted: Wanted): Promise<Made> {
  const at = await readInterposable(client, wanted);
  const chosen = at === undefined ? undefined : chosenPort(at);
  if (at === undefined || chosen === undefined) throw new Problem({ expected: `Service ${wanted.service} with the port that is meant`, got: 'none', where: `namespace ${client.namespace}`, next: 'Somebody changed it just now: look at it with kubectl.' });
  // The chosen one first: where two lead to one number, its proxy stands for both.
  const ports = [chosen, ...(at.service.spec?.ports ?? []).filter((port) => port !== chosen)].map((port) => ({ port, listen: targetNumber(port, at.pods) ?? port.port }));
  const interposition = { run, service: at.service, ports };
  for (const object of interposedObjects(interposition, chosen)) await client.create(object);
  const proxy: ClusterProxy = {
    name: wanted.service,
    protocol: wanted.protocol,
    toxiproxy: toxiproxyName(run, wanted.service),
    api: apiPort(ports),
    listen: ports[0]?.listen ?? chosen.port,
    upstream: `${behindName(run, wanted.service)}:${chosen.port}`,
    health: wanted.health,
    interposed: wanted.service,
    port: chosen.port,
  };
  return { interposition, proxy };
}

/** First without the Toxiproxy: one whose first connection leads nowhere yet takes nobody in for minutes. Then as a user will meet the dependency. */
async function prove({ run, outpost }: Interposing, { proxy }: Made, stop: AbortSignal): Promise<void> {
  const { name, protocol, health, toxiproxy, listen, port = listen } = proxy;
  const asked = { protocol, health, name: port === 80 ? name : `${name}:${port}` };
  const ways = [
    { at: await outpost.at(behindName(run, name), port), expected: `an answer of ${name}`, next: 'Is the protocol right, and for http the path under `health`?' },
    { at: await outpost.at(toxiproxy, listen), expected: `an answer of ${name} through its Toxiproxy, before its Service is switched to that`, next: 'NetworkPolicies and meshes may keep the Toxiproxy from its pods.' },
  ];
  for (const { at, expected, next } of ways) {
    const limit = within(stop, answersWithinMs);
    for (;;) {
      const { outcome } = await probe({ ...asked, ...at }, stop);
      if (outcome === 'ok') break;
      if (limit.aborted) throw new Problem({ expected, got: outcome, where: protocol === 'http' ? `GET ${health}` : protocol, next });
      await pause(lookEveryMs);
    }
  }
}

async function switchTo({ run, client, outpost }: Interposing, { interposition: { service }, proxy }: Made, stop: AbortSignal): Promise<void> {
  const name = nameOf(service);
  await swapField(client, run, { ref: { kind: 'Service', name }, field: 'selector', from: service.spec?.selector ?? {}, to: switchedSelector(run, service) });
  if (!(await endpointsBecome(client, { service: name, toxiproxy: proxy.toxiproxy, wanted: 'all' }, stop))) throw new Problem({ expected: `Service ${name} to lead to its Toxiproxy`, got: 'other endpoints', where: `namespace ${client.namespace}`, next: 'Somebody may set its selector again and again: pause that for the time of the drill.' });
  await usersArrive(outpost, proxy, stop);
}

/** Rejects with everything taken out again. */
export async function interpose(o: Interposing, stop: AbortSignal): Promise<readonly ClusterProxy[]> {
  const { client, settings } = o;
  const refusals = await refusalsToInterpose(client, settings);
  if (refusals.length > 0) throw new Problem({ expected: 'Services that can be given a Toxiproxy', got: refusals.join(' '), where: `namespace ${client.namespace}` });
  try {
    const made: Made[] = [];
    for (const wanted of settings.interpose) made.push(await make(o, wanted));
    if (made.length > 0) await rolledOut(client, made.map(({ proxy }) => proxy.toxiproxy), within(stop, readyWithinMs), silently, labels.toxiproxy);
    await Promise.all(made.map((each) => prove(o, each, stop)));
    for (const each of made) await switchTo(o, each, stop);
    return made.map(({ proxy }) => proxy);
  } catch (problem) {
    await removeInterposed(o, AbortSignal.timeout(cleanUpMs));
    throw problem;
  }
}

/**
 * Selectors first, each if it is still as the run set it; then, when nothing leads to them any more, the Toxiproxies. Returns what could not be
 * removed, as sentences; `kept` is told what somebody else set meanwhile and was therefore left alone. Safe to repeat.
 */
export async function removeInterposed({ run, client, kept: tellKept }: Pick<Interposing, 'run' | 'client'> & { readonly kept?: (what: string) => void }, stop: AbortSignal): Promise<readonly string[]> {
  const ours = `${labels.run}=${run},${labels.toxiproxy}`;
  const serviceOf = ({ metadata }: ClusterObject) => metadata?.labels?.[labels.toxiproxy] ?? '';
  const services = new Set((await client.list(types.Deployment, ours)).map(serviceOf));
  const left: string[] = [];
  for (const swap of await swapsIn(client, run)) {
    const { ref, to } = swap;
    if (ref.kind !== 'Service' || typeof to !== 'object' || to === null || !Object.values(to).includes(toxiproxyName(run, ref.name))) continue;
    services.add(ref.name);
    const { kept } = await unswapField(client, run, swap);
    if (kept !== undefined) tellKept?.(kept);
  }
  const inUse = new Set<string>();
  for (const service of services) {
    if (await endpointsBecome(client, { service, toxiproxy: toxiproxyName(run, service), wanted: 'none' }, stop)) continue;
    inUse.add(service);
    left.push(`Service ${service} still leads to its Toxiproxy, which was therefore not removed`);
  }
  if (services.size > inUse.size) await pause(drainMs);
  for (const type of [types.Deployment, types.Service, types.ConfigMap]) {
    for (const object of await client.list(type, ours)) {
      if (inUse.has(serviceOf(object))) continue;
      await client.remove(refTo(type, nameOf(object))).catch((error: unknown) => left.push(`${type.kind} ${nameOf(object)} could not be removed (${reasonOf(error)})`));
    }
  }
  return left;
}
