/** Holds the choice of a first drill from what a namespace holds: one way in, one slow dependency, one small flood. Pure. */
import type { FoundCall, FoundService, Survey } from '../../worlds/kubernetes/survey/found.ts';

export interface Dependency {
  readonly service: FoundService;
  /** The port that callers use. */
  readonly port: FoundService['ports'][number];
  /** Who names it, and where; empty where nobody was seen to. */
  readonly calls: readonly FoundCall[];
}

export interface FirstDrill {
  /** Services that users come in by, the most likely first. */
  readonly entries: readonly FoundService[];
  /** Why the first of them was taken. */
  readonly because: string;
  /** What can be interposed, the best first; the first one is made slow. */
  readonly dependencies: readonly Dependency[];
  readonly mail?: Dependency;
  /** What is called and must not be interposed, each with a sentence that says why, and what to do instead. */
  readonly refused: readonly { readonly service: string; readonly why: string }[];
  /** Called, but outside the namespace. */
  readonly elsewhere: readonly FoundCall[];
  readonly alertmanager?: string;
  readonly prometheus?: string;
  readonly toxiproxy?: string;
}

const tcp = (service: FoundService) => service.ports.filter((port) => port.transport === 'TCP');
const isTool = (service: FoundService) => /(?:^|-)(?:alertmanager|prometheus|grafana|loki|jaeger|otel|toxiproxy)/.test(service.name);
const canServe = (service: FoundService) => service.ready > 0 && service.type !== 'ExternalName';
const withPort = (number: number, word: RegExp) => (service: FoundService) => word.test(service.name) || tcp(service).some((port) => port.number === number);
const urlOf = (service: FoundService | undefined, number: number, namespace: string) =>
  service === undefined ? undefined : `http://${service.name}.${namespace}.svc:${(tcp(service).find((port) => port.number === number) ?? tcp(service)[0])?.number ?? number}`;

function entriesOf({ services, ways, calls }: Survey): { entries: readonly FoundService[]; because: string } {
  const behindWays = [...new Set(ways.map((way) => way.service))].flatMap((name) => services.filter((service) => service.name === name && canServe(service)));
  if (behindWays.length > 0) return { entries: behindWays, because: `${ways[0]?.kind ?? 'Ingress'} ${ways[0]?.name ?? ''} leads to it` };
  const called = new Set(calls.flatMap((call) => call.service ?? []));
  const web = services.filter((service) => !isTool(service) && canServe(service) && tcp(service).some((port) => port.speaks === 'http' || port.speaks === 'tls'));
  const callers = (service: FoundService) => calls.filter((call) => service.workloads.includes(call.from)).length;
  // Outermost: open to the outside, called by nobody inside, and calling others.
  const rank = (service: FoundService) => (service.type === 'ClusterIP' ? 0 : 8) + (called.has(service.name) ? 0 : 4) + (callers(service) > 0 ? 2 : 0) + (/(?:^|-)(?:front(?:end)?|web|www|gateway|edge|ui|portal)(?:-|$)/.test(service.name) ? 1 : 0);
  const [first] = web.toSorted((a, b) => rank(b) - rank(a));
  if (first === undefined) return { entries: [], because: '' };
  const because = first.type === 'ClusterIP' ? (called.has(first.name) ? 'no Ingress, and nothing else speaks HTTP' : 'no Ingress; nobody in the namespace was seen to call it') : `it is of type ${first.type}`;
  return { entries: [first], because };
}

/** A probe over HTTP shows latency best; one of a plain TCP port can only tell whether it is there. */
const order = { http: 0, smtp: 1, tls: 2, tcp: 3 } as const;

/** Undefined where no port of it could be passed on. */
export function dependencyOf(service: FoundService, calls: readonly FoundCall[]): Dependency | undefined {
  const to = calls.filter((call) => call.service === service.name);
  const port = tcp(service).find(({ number }) => to.some((call) => call.port === number)) ?? tcp(service).toSorted((a, b) => order[a.speaks] - order[b.speaks])[0];
  return port === undefined ? undefined : { service, port, calls: to };
}

/** Why a Service must not be interposed, by its name; a Service that may be isn't in it. */
export type Refusals = ReadonlyMap<string, string>;

/** What a first drill may interpose, refusals aside. */
export function candidates(survey: Survey): readonly FoundService[] {
  const { services, calls } = survey;
  const { entries } = entriesOf(survey);
  const called = new Set(calls.flatMap((call) => call.service ?? []));
  const others = services.filter((service) => !entries.includes(service) && !isTool(service));
  // Where nothing tells who is called, everything behind the way in may be.
  return others.some((service) => called.has(service.name)) ? others.filter((service) => called.has(service.name)) : others;
}

export function firstDrill(survey: Survey, refusals: Refusals): FirstDrill {
  const { services, calls, namespace } = survey;
  const { entries, because } = entriesOf(survey);
  const possible = candidates(survey);
  const fit = possible.filter(({ name }) => !refusals.has(name)).flatMap((service) => dependencyOf(service, calls) ?? []);
  const dependencies = fit.filter(({ port }) => port.speaks !== 'smtp').toSorted((a, b) => order[a.port.speaks] - order[b.port.speaks] || b.calls.length - a.calls.length);
  const mail = fit.find(({ port }) => port.speaks === 'smtp');
  const alertmanager = urlOf(services.find(withPort(9093, /alertmanager/)), 9093, namespace);
  const prometheus = urlOf(services.find((service) => /prometheus/.test(service.name) && tcp(service).some((port) => port.number === 9090)), 9090, namespace);
  const toxiproxy = services.find(withPort(8474, /^toxiproxy$/))?.name;
  return {
    entries,
    because,
    dependencies,
    refused: possible.flatMap(({ name }) => (refusals.has(name) ? [{ service: name, why: refusals.get(name) ?? '' }] : [])),
    elsewhere: calls.filter((call, n) => call.service === undefined && calls.findIndex((other) => other.host === call.host) === n),
    ...(mail !== undefined && { mail }),
    ...(alertmanager !== undefined && { alertmanager }),
    ...(prometheus !== undefined && { prometheus }),
    ...(toxiproxy !== undefined && { toxiproxy }),
  };
}
