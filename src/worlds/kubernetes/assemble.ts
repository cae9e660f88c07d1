/** Holds the Kubernetes world put together: its capabilities from the description alone, so that whoever reopens it has the very same. */
import { type AnyWorld, type Load, type PackedScript, type StepsMs, withWhatThereIs } from '../../ports/capabilities.ts';
import type { Address } from '../../range/contract.ts';
import { rangeSettings } from '../../range/settings.ts';
import { planPods } from '../../range/plan.ts';
import { placesOf, rangeEntries } from '../practice/entries.ts';
import { practicePhone } from '../practice/phone.ts';
import { rangeMail, submitAt } from '../practice/mail.ts';
import { rangeCapacity, rangePlays, rangeRota } from '../practice/plays.ts';
import { type RangeApi, rangeApi } from '../practice/range-api.ts';
import { seededRandom } from '../seeded-random.ts';
import { systemClock } from '../system-clock.ts';
import type { ClusterClient } from './api/client.ts';
import { clusterCapability } from './cluster.ts';
import type { KubernetesDescription } from './description.ts';
import { externalEntries } from './external/hosts.ts';
import { externalLoad } from './external/load.ts';
import { directNames } from './external/names.ts';
import { externalProbes } from './external/probes.ts';
import { clusterHttp } from './outpost/http.ts';
import { clusterLoad } from './load/load.ts';
import type { Outpost } from './outpost/outpost.ts';
import { hostOf, stagingPlaces } from './places.ts';
import { clusterProxies } from './proxies/proxies.ts';
import { stagingEntries } from './staging-entries.ts';

/** Every step goes through an API server, and pods are started and ended by others. */
export const stepsMs: StepsMs = { plan: 60_000, apply: 15_000, undo: 10_000 };

/** What a process holds of a world beside its description. */
export interface Held {
  readonly client: ClusterClient;
  readonly outpost: Outpost;
  readonly logs: string;
  /** Generators of this machine, for ways in outside the cluster. */
  readonly outside?: Load | undefined;
  /** The team's own k6 scripts; who reopens a world starts no generators. */
  readonly scripts?: readonly PackedScript[] | undefined;
}

const plan = planPods(rangeSettings.parse({}));

/** The control ports of the practice range, as this process reaches them. */
export async function practiceApi(namespace: string, outpost: Outpost): Promise<RangeApi> {
  return rangeApi(await Promise.all(plan.services.map(async ({ service, control }) => ({ service, control: await outpost.at(hostOf(control.host, namespace), control.port) }))));
}

async function onRange({ namespace }: KubernetesDescription, outpost: Outpost) {
  const { services, proxies } = plan;
  const inside = (at: Address) => ({ host: hostOf(at.host, namespace), port: at.port });
  const mail = proxies.find((proxy) => proxy.name === 'mail');
  const api = await practiceApi(namespace, outpost);
  const submit = submitAt(mail === undefined ? { host: '127.0.0.1', port: 25 } : await outpost.at(inside(mail.listen).host, mail.listen.port));
  const http = clusterHttp(outpost);
  // As everything in the namespace resolves them, generators included.
  const places = placesOf(services.map(({ service, control, data }) => ({ service, control: inside(control), ...(data !== undefined && { data: inside(data) }) })));
  return {
    entries: rangeEntries(places, api),
    mail: rangeMail(api, submit),
    capacity: rangeCapacity(api),
    plays: rangePlays(api, submit, { http, url: outpost.receivers, clock: systemClock }),
    phone: practicePhone(http, places.hotline),
    rota: rangeRota(api),
  };
}

export async function assemble(description: KubernetesDescription, { client, outpost, logs, outside, scripts = [] }: Held): Promise<AnyWorld> {
  const { run, seed, cluster: settings, proxies } = description;
  const { entries: staging, external } = settings;
  const probes = external === undefined ? undefined : externalProbes({ entries: staging, external }, clusterHttp(outpost), systemClock);
  const http = probes?.http ?? clusterHttp(outpost);
  const own = staging === undefined ? await onRange(description, outpost) : { entries: stagingEntries(staging, stagingPlaces(staging, externalEntries(settings)), http, () => systemClock.now(), probes?.whoSaw) };
  const entries = Object.values(own.entries.places().entries);
  const load = clusterLoad({ run, client, outpost, settings, entries, clock: systemClock, logs, scripts });
  return withWhatThereIs({
    clock: systemClock,
    random: seededRandom(seed),
    http,
    names: directNames,
    load: external === undefined ? load : externalLoad({ settings, http, inside: load, outside }),
    cluster: clusterCapability({ run, client, settings }),
    ...(proxies.length > 0 && { proxies: await clusterProxies({ run, client, outpost, proxies }) }),
    ...own,
  });
}
