/** Holds the watch of a namespace: what changes in its Services, workloads, pods, autoscalers and ways in, as words and numbers, with who did it and when. */
import type { CoreV1Event, V1EndpointSlice } from '@kubernetes/client-node';
import type { ClusterChange } from '../../../ports/cluster.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { ClusterClient, Phase } from '../api/client.ts';
import { setBy } from '../api/managed.ts';
import { type ClusterObject, fieldManager, type Type, types } from '../api/objects.ts';
import { autoscalerFacts, type Facts, ingressFacts, podFacts, routeFacts, serviceFacts, workloadFacts } from './watch-facts.ts';
import { readyAddresses, serviceLabel } from './workloads.ts';

type Heard = (change: ClusterChange) => void;

const wordsMax = 300;
const short = (text: string): string => (text.length > wordsMax ? `${text.slice(0, wordsMax)}…` : text);

/** Objects tell whole seconds: what was heard within that second is as exact, and otherwise its middle is told. */
export function momentOf(tellsMs: number | undefined, heardMs: number): { atMs: number; clockErrMs: number } {
  // Heard over a connection that may have been away: a second is what a watch takes at most while it stands.
  if (tellsMs === undefined) return { atMs: heardMs, clockErrMs: 1000 };
  return heardMs >= tellsMs && heardMs < tellsMs + 1000 ? { atMs: heardMs, clockErrMs: heardMs - tellsMs } : { atMs: tellsMs + 500, clockErrMs: 500 };
}

const managed = (object: ClusterObject, ...paths: readonly (readonly string[])[]) => {
  const setter = setBy(object, ...paths);
  return { ...momentOf(setter?.atMs, Date.now()), ...(setter !== undefined && { manager: setter.manager }) };
};
const msOf = (time: Date | string | undefined): number | undefined => (time === undefined ? undefined : new Date(time).getTime());

/** What is there at first is what changes are told against; the same goes for what a lost connection has to list again. */
function follow(kind: string, factsOf: (object: ClusterObject) => Facts, tell: Heard): (phase: Phase, object: ClusterObject) => void {
  const known = new Map<string, Facts & { readonly uid: string | undefined; readonly ending: boolean }>();
  let listed = false;
  return (phase, object) => {
    const name = object.metadata?.name ?? '';
    const before = known.get(name);
    const ending = object.metadata?.deletionTimestamp !== undefined;
    const now = { ...factsOf(object), uid: object.metadata?.uid, ending };
    const numbers = now.numbers === undefined ? {} : { numbers: now.numbers };
    listed ||= phase !== 'LISTED';
    if (phase === 'DELETED') known.delete(name);
    else known.set(name, now);

    if (phase === 'DELETED' || (ending && before?.ending !== true)) {
      if (before?.ending === true && before.uid === now.uid) return;
      // What ends is told when it was asked to, as that is what somebody did; it may take its time.
      const grace = object.metadata?.deletionGracePeriodSeconds ?? 0;
      const asked = msOf(object.metadata?.deletionTimestamp);
      if (before !== undefined || listed) tell({ ...momentOf(asked === undefined ? undefined : asked - grace * 1000, Date.now()), object: kind, name, what: 'deleted', saw: phase === 'DELETED' ? 'it is gone' : `it was told to end, within ${grace} s`, ...numbers });
      return;
    }
    if (before === undefined || before.uid !== now.uid) {
      if (phase !== 'LISTED' || listed || before !== undefined) tell({ ...managed(object, []), ...momentOf(msOf(object.metadata?.creationTimestamp), Date.now()), object: kind, name, what: 'created', saw: short(now.facts.map((fact) => `${fact.name} ${fact.value}`).join(', ')), ...numbers });
      return;
    }
    const changed = now.facts.flatMap((fact, n) => (fact.value === before.facts[n]?.value ? [] : [{ fact, was: before.facts[n]?.value ?? 'nothing' }]));
    const [first] = changed;
    if (first === undefined) return;
    const by = managed(object, ...first.fact.paths);
    const fields = changed.flatMap(({ fact, was }) => (by.manager === fieldManager || fact.paths.every(([part]) => part === 'status') ? [] : [{ name: fact.name, was, is: fact.value }]));
    tell({ ...by, ...(fields.length > 0 && { fields }), object: kind, name, what: 'changed', saw: short(changed.map(({ fact, was }) => `${fact.name} ${was} → ${fact.value}`).join(', ')), ...numbers });
  };
}

/** Addresses of a Service stand in slices that come and go: what counts is how many are ready in all of them. */
function followSlices(tell: Heard): (phase: Phase, object: ClusterObject) => void {
  const slices = new Map<string, V1EndpointSlice>();
  const readyOf = (service: string) => readyAddresses([...slices.values()].filter((slice) => slice.metadata?.labels?.[serviceLabel] === service));
  return (phase, object) => {
    const service = object.metadata?.labels?.[serviceLabel];
    if (service === undefined) return;
    const name = object.metadata?.name ?? '';
    const was = readyOf(service);
    const known = slices.has(name);
    if (phase === 'DELETED') slices.delete(name);
    else slices.set(name, object as V1EndpointSlice);
    const ready = readyOf(service);
    if (ready === was || (phase === 'LISTED' && !known)) return;
    tell({ ...managed(object, ['endpoints']), object: 'Service', name: service, what: 'changed', saw: `ready addresses ${was} → ${ready}`, numbers: { ready } });
  };
}

/** What happens to each pod in its ordinary life is told by the pods themselves. */
const ordinary = ({ type, involvedObject }: CoreV1Event): boolean => type === 'Normal' && involvedObject.kind === 'Pod';

function followEvents(tell: Heard): (phase: Phase, object: ClusterObject) => void {
  const counts = new Map<string, number>();
  return (phase, object) => {
    const event = object as CoreV1Event & { kind?: string };
    const { involvedObject, reason = '', message = '', type = '' } = event;
    const count = event.series?.count ?? event.count ?? 1;
    const id = object.metadata?.uid ?? '';
    const news = counts.get(id) !== count;
    counts.set(id, count);
    if (phase === 'LISTED' || phase === 'DELETED' || !news || ordinary(event)) return;
    const exactMs = msOf(event.series?.lastObservedTime ?? event.eventTime);
    const moment = exactMs === undefined ? momentOf(msOf(event.lastTimestamp), Date.now()) : { atMs: exactMs, clockErrMs: 1 };
    const manager = event.source?.component ?? event.reportingComponent;
    tell({ ...moment, object: 'Event', name: `${involvedObject.kind ?? ''}/${involvedObject.name ?? ''}`, what: 'created', saw: short(`${type} ${reason}: ${message}`), ...(manager !== undefined && manager !== '' && { manager }) });
  };
}

const isMissing = (error: unknown): boolean => error instanceof ApiProblem && error.code === 404;

/** Tells of changes from now on, until `stop` aborts; rejects when one kind can't be watched any more. A kind that the cluster doesn't know is left out. */
export async function watchCluster(client: ClusterClient, tell: Heard, stop: AbortSignal): Promise<void> {
  const watched: readonly (readonly [Type, (phase: Phase, object: ClusterObject) => void])[] = [
    [types.Service, follow('Service', serviceFacts, tell)],
    [types.Deployment, follow('Deployment', workloadFacts, tell)],
    [types.StatefulSet, follow('StatefulSet', workloadFacts, tell)],
    [types.Pod, follow('Pod', podFacts, tell)],
    [types.HorizontalPodAutoscaler, follow('HorizontalPodAutoscaler', autoscalerFacts as (object: ClusterObject) => Facts, tell)],
    [types.Ingress, follow('Ingress', ingressFacts, tell)],
    [types.HTTPRoute, follow('HTTPRoute', routeFacts, tell)],
    [types.EndpointSlice, followSlices(tell)],
    [types.Event, followEvents(tell)],
  ];
  const blind = new AbortController();
  const over = AbortSignal.any([stop, blind.signal]);
  await Promise.all(
    watched.map(async ([type, heard]) => {
      try {
        await client.watch(type, heard, over);
      } catch (error) {
        if (isMissing(error) && (type === types.HTTPRoute || type === types.Ingress)) return;
        blind.abort();
        throw error;
      }
    }),
  );
}
