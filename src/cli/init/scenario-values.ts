/** Holds the first drill as a scenario's values: small, short, with people as responders. Pure. */
import type { FoundCounter, Survey } from '../../worlds/kubernetes/survey/found.ts';
import type { Dependency, FirstDrill } from './first-drill.ts';

/** A first drill is to be felt and to harm nobody. */
export const small = { latency: '200ms', floodRps: 20, rpsMax: 50, durationS: 90 } as const;

/** Counters by Service. A count read through a Service is that of one of its pods, so several pods have none that way. */
export type Counters = ReadonlyMap<string, FoundCounter>;

/** A namespace may be called what a scenario may not: `team--a`. */
export const scenarioName = (namespace: string): string => `${namespace.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')}-first-drill`;

export const hostOf = (service: string, namespace: string): string => `${service}.${namespace}.svc`;

/** The port that users are served on; TLS only where nothing else is. */
const webPort = (service: FirstDrill['entries'][number]) => {
  const ports = service.ports.filter((port) => port.transport === 'TCP');
  return ports.find((port) => port.speaks === 'http') ?? ports.find((port) => port.speaks === 'tls') ?? ports[0];
};

function entry(service: FirstDrill['entries'][number], namespace: string, counters: Counters) {
  const port = webPort(service);
  const counter = counters.get(service.name);
  const host = hostOf(service.name, namespace);
  return {
    url: `${port?.speaks === 'tls' ? 'https' : 'http'}://${host}:${port?.number ?? 80}`,
    ...(counter !== undefined && { counter: { url: `http://${host}:${counter.port}${counter.path}`, metric: counter.metric } }),
    probe: port?.health ?? '/',
  };
}

export const interposed = ({ service, port }: Dependency) => ({
  service: service.name,
  ...(service.ports.length > 1 && { port: port.number }),
  protocol: port.speaks,
  ...(port.speaks === 'http' && { health: port.health ?? '/' }),
});

/** What a probe can tell: a port of which only the connecting is known shows no latency. */
function slow({ service, port }: Dependency) {
  const id = `slow-${service.name}`.replaceAll(/-+/g, '-');
  const when = { at: '15s', for: '20s' } as const;
  return port.speaks === 'tcp'
    ? { id: id.replace(/^slow/, 'cut'), fault: 'partition', ...when, for: '10s', with: { proxy: service.name }, title: `${service.name} can't be reached` }
    : { id, fault: 'latency', ...when, with: { proxy: service.name, latency: small.latency }, title: `${service.name} answers ${small.latency} late` };
}

/** The Services whose selectors the drill switches: no more than it needs. */
export const used = ({ dependencies: [first], mail }: FirstDrill): readonly Dependency[] => [...(first === undefined ? [] : [first]), ...(mail === undefined ? [] : [mail])];

export function scenarioValues(survey: Survey, drill: FirstDrill, counters: Counters) {
  const { namespace, context } = survey;
  const [front, ...more] = drill.entries;
  const [slowest] = drill.dependencies;
  const switched = used(drill);
  const touched = [...(front === undefined ? [] : [front]), ...switched.map(({ service }) => service)];
  const watched = [...new Set(touched.flatMap((service) => service.workloads).flatMap((workload) => workload.split(' ')[1] ?? []))];
  return {
    name: scenarioName(namespace),
    version: '1',
    title: `First game day of ${namespace}`,
    owner: 'not yet stated',
    authorisedBy: 'not yet stated',
    plan: { name: 'not yet stated', version: '1' },
    duration: `${small.durationS}s`,
    scope: ['detection'],
    objective: { availability: 0.99, latencyP95: '1s' },
    traffic: null,
    steady: { for: '10s', availability: 0.99 },
    world: {
      settings: {
        cluster: {
          contexts: [context],
          limits: { rps: small.rpsMax, seconds: small.durationS, pods: 0 },
          autoscaling: 'live',
          entries: {
            ...(front !== undefined && { front: entry(front, namespace, counters) }),
            ...Object.fromEntries(more.filter(({ name }) => name !== 'front').map((service) => [service.name, entry(service, namespace, counters)])),
          },
          interpose: switched.map(interposed),
          workloads: watched,
          ...(drill.alertmanager !== undefined && { alertmanager: drill.alertmanager }),
        },
      },
    },
    lanes: {
      ...(slowest !== undefined && { dependencies: [slow(slowest)] }),
      ...(drill.mail !== undefined && { mail: [{ id: 'no-mail', fault: 'partition', at: '40s', for: '10s', with: { proxy: drill.mail.service.name }, title: `${drill.mail.service.name} takes no mail` }] }),
      load: [{ id: 'small-flood', fault: 'flood', at: '55s', for: '20s', with: { shape: 'get', rps: small.floodRps, entry: 'front' }, title: `${small.floodRps} requests/s more than usual` }],
    },
    observers: { counters: { every: '1s' }, ...(switched.length > 0 && { dependencies: { every: '1s' } }) },
    responders: { monitoring: 'human', network: 'human', communications: 'human' },
    guardrails: { wallClock: '5m' },
    seed: 1,
  };
}

export type ScenarioValues = ReturnType<typeof scenarioValues>;
