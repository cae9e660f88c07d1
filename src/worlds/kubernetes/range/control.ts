/** Holds `gameday range up|down|status` in a cluster: the range of one namespace, known by its labels, with the settings that it runs by. */
import type { V1Deployment } from '@kubernetes/client-node';
import { createHash } from 'node:crypto';
import type { Places } from '../../../ports/capabilities.ts';
import { Problem } from '../../../problem.ts';
import { services } from '../../../range/contract.ts';
import { planPods } from '../../../range/plan.ts';
import { rangeSettings, type RangeSettings } from '../../../range/settings.ts';
import { placesOf } from '../../practice/entries.ts';
import type { ClusterClient } from '../api/client.ts';
import { applyAll, typesOf } from '../install/install.ts';
import { acquireLease } from '../lease/lease.ts';
import { type Manifest, manifests } from '../install/manifests.ts';
import { agentName, labels, leaseName, outpostPorts, type Ref, refTo, type Type, types } from '../api/objects.ts';
import { openOutpost } from '../outpost/outpost.ts';
import { hostOf } from '../places.ts';
import { rangeServed, type ReachedRange, watchmanQuiet } from './served.ts';
import { isReady, rolledOut, type Say, silently } from '../workloads/rollout.ts';

export interface RangeStatus {
  /** `partly`: some of its Deployments are missing or not ready. */
  readonly is: 'up' | 'partly' | 'down';
  readonly deployments: readonly { readonly name: string; readonly ready: boolean }[];
  /** As the cluster's own network reaches them; absent while it is down. */
  readonly places?: Places;
}

/** The watchman's alerts go to whichever run holds the namespace. */
const webhook = `http://${agentName}:${outpostPorts.serve}/receive/current/alertmanager`;

const settingsName = 'range-settings';
const settingsFile = 'settings.json';
/** On a service's pods: which settings they were started with. */
const settingsMark = 'gameday.dev/settings';
const asItComes = 'default';

const inCluster = (settings: RangeSettings): RangeSettings => ({ ...settings, watchman: { ...settings.watchman, webhook } });

/** What each service's pods are marked with: as long as it is the same, the service has nothing new to be told. */
function marksOf(settings: RangeSettings): Readonly<Record<string, string>> {
  const marks = (given: RangeSettings) => planPods(inCluster(given)).services.map(({ service, settings: own }) => [service, createHash('sha256').update(JSON.stringify(own)).digest('hex').slice(0, 12)] as const);
  const usual = new Map(marks(rangeSettings.parse({})));
  return Object.fromEntries(marks(settings).map(([service, mark]) => [service, mark === usual.get(service) ? asItComes : mark]));
}

const settingsText = (settings: RangeSettings): string => `${JSON.stringify(inCluster(settings), null, 2)}\n`;

interface Workload {
  readonly spec: { readonly template: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } } };
}

function marked<T extends Manifest>(object: T & Workload, mark: string): T {
  const { spec } = object;
  const { template } = spec;
  return { ...object, spec: { ...spec, template: { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata.annotations, [settingsMark]: mark } } } } };
}

/** The manifests as they are for these settings. */
function withSettings(objects: readonly Manifest[], settings: RangeSettings): readonly Manifest[] {
  const marks = marksOf(settings);
  if (Object.values(marks).every((mark) => mark === asItComes)) return objects;
  return objects.map((object) => {
    const { kind, metadata } = object;
    if (kind === types.ConfigMap.kind && metadata.name === settingsName) return { ...object, data: { [settingsFile]: settingsText(settings) } };
    const mark = marks[metadata.name];
    return kind !== types.Deployment.kind || mark === undefined ? object : marked(object as Manifest & Workload, mark);
  });
}

const deploymentsOf = (client: ClusterClient): Promise<readonly V1Deployment[]> => client.list<V1Deployment>(types.Deployment, labels.part);

const wantedNames = async () => (await manifests('range')).filter(({ kind }) => kind === types.Deployment.kind).map(({ metadata }) => metadata.name);

export async function rangeStatus(client: ClusterClient): Promise<RangeStatus> {
  const [there, wanted] = await Promise.all([deploymentsOf(client), wantedNames()]);
  const deployments = wanted.map((name) => ({ name, ready: there.some((each) => each.metadata?.name === name && isReady(each)) }));
  // The agent alone, as `gameday install` leaves it, is no range.
  if (!there.some(({ metadata }) => metadata?.name !== agentName)) return { is: 'down', deployments: [] };
  const reached = planPods(rangeSettings.parse({})).services.map(({ service, data, control }) => {
    const host = hostOf(service, client.namespace);
    return { service, control: { host, port: control.port }, ...(data !== undefined && { data: { host, port: data.port } }) };
  });
  return { is: deployments.every(({ ready }) => ready) ? 'up' : 'partly', deployments, places: placesOf(reached) };
}

/** Nobody drills here while the range is put up or taken down; rejects naming who does. */
async function whileNobodyDrills<T>(client: ClusterClient, doing: string, work: () => Promise<T>): Promise<T> {
  const lease = await acquireLease({ client, run: doing, who: `gameday ${doing.replace('-', ' ')}` });
  try {
    return await work();
  } finally {
    await lease.release();
  }
}

/** Puts the range and the agent into the namespace, or brings what is there up to date; resolves when users are served. */
export async function rangeUp(client: ClusterClient, { image, settings }: { readonly image?: string; readonly settings: RangeSettings }, stop: AbortSignal, say: Say = silently): Promise<RangeStatus> {
  await whileNobodyDrills(client, 'range-up', async () => {
    await applyAll(client, withSettings(await manifests('range', image), settings), stop, say);
    const outpost = await openOutpost({ client, run: 'range-up' }, stop);
    try {
      await rangeServed({ client, outpost, settings }, stop, say);
      await watchmanQuiet({ client, outpost, settings }, stop, say);
    } finally {
      await outpost.close();
    }
  });
  return rangeStatus(client);
}

/** Nodes lead to a pod that has gone for about a second more; a Toxiproxy that dials it then takes nobody else, so it isn't asked before. */
const leadingMs = 1500;

/** Gives a range that is up other settings; only what they concern is started afresh. Resolves when users are served by them. */
export async function applyRangeSettings({ client, outpost, settings }: ReachedRange, stop: AbortSignal, say: Say = silently): Promise<void> {
  const there = await deploymentsOf(client);
  const missing = services.filter((service) => !there.some(({ metadata }) => metadata?.name === service));
  if (missing.length > 0) throw new Problem({ expected: 'a practice range', got: `none of ${missing.join(', ')}`, where: `namespace ${client.namespace}`, next: `\`gameday range up --world kubernetes --namespace ${client.namespace}\` puts it there.` });
  const stale = Object.entries(marksOf(settings)).filter(([service, mark]) => there.find(({ metadata }) => metadata?.name === service)?.spec?.template.metadata?.annotations?.[settingsMark] !== mark);
  if (stale.length > 0) {
    say(`new settings for ${stale.map(([service]) => service).join(', ')}`);
    await client.merge(refTo(types.ConfigMap, settingsName), { data: { [settingsFile]: settingsText(settings) } });
    await Promise.all(stale.map(([service, mark]) => client.merge(refTo(types.Deployment, service), { spec: { template: { metadata: { annotations: { [settingsMark]: mark } } } } })));
  }
  await rolledOut(client, await wantedNames(), stop, say);
  if (stale.length > 0) await new Promise((resolve) => setTimeout(resolve, leadingMs));
  await rangeServed({ client, outpost, settings }, stop, say);
}

interface Found extends Ref {
  readonly run: string | undefined;
}

const lookEveryMs = 300;

/** What runs make; none of it should be there when none runs. */
const madeByRuns = [types.Job, types.TestRun, types.ConfigMap, types.Deployment, types.Service, types.Pod];

const found = async (client: ClusterClient, all: readonly Type[], label: string): Promise<readonly Found[]> =>
  (await Promise.all(all.map(async (type) => (await client.list(type, label)).map(({ metadata }) => ({ ...refTo(type, metadata?.name ?? ''), run: metadata?.labels?.[labels.run] }))))).flat();

/** Takes the range and the agent out again, all that has gameday's label; returns what is left, as sentences: what hasn't gone when `stop` aborts, and what runs left. */
export async function rangeDown(client: ClusterClient, stop: AbortSignal, say: Say = silently): Promise<readonly string[]> {
  const made = [...typesOf(await manifests('range')), types.Secret];
  // These follow by themselves, some time later.
  const follow = [types.ReplicaSet, types.Pod, types.EndpointSlice];
  return whileNobodyDrills(client, 'range-down', async () => {
    const ours = await found(client, made, labels.part);
    say(`removing ${ours.length} objects from namespace ${client.namespace}`);
    await Promise.all(ours.map((ref) => client.remove(ref)));
    let left = await found(client, [...made, ...follow], labels.part);
    while (left.length > 0 && !stop.aborted) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      left = await found(client, [...made, ...follow], labels.part);
    }
    const ofRuns = await found(client, madeByRuns, labels.run);
    // Last, while it is still held: nobody can have taken it meanwhile.
    if (left.length + ofRuns.length === 0) await client.remove(refTo(types.Lease, leaseName));
    return [...left.map(({ kind, name }) => `${kind} ${name} is still there`), ...ofRuns.map(({ kind, name, run }) => `${kind} ${name} of run ${run} was left there: remove it with kubectl once you know that nobody needs it`)];
  });
}
