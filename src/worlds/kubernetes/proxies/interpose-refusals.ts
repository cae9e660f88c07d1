/** Holds where a Service must not be given a Toxiproxy, because switching its selector would lie or break; each refusal names the other way. */
import type { V1Pod } from '@kubernetes/client-node';
import type { ClusterClient } from '../api/client.ts';
import { chosenPort, type Interposable, nameOf, readInterposable, targetNumber } from './interposable.ts';
import { shutBetween, shutFromOutside } from './network-policies.ts';
import { annotations, labels, refTo, types } from '../api/objects.ts';
import { ownerOf } from '../api/owner-of.ts';
import type { ClusterSettings } from '../settings.ts';
import { podLabels } from './toxiproxy-pod.ts';

const own = 'Put a Toxiproxy of your own where its clients are configured, and name that under world.settings.cluster.toxiproxy';

/** What stands in the way, then what to do instead. */
type Refusal = (at: Interposable) => string | undefined;

/** What a mesh puts into a pod, by container, and by annotations and labels of the pod. */
const meshContainers: Readonly<Record<string, string>> = { 'istio-proxy': 'Istio', 'linkerd-proxy': 'Linkerd', 'kuma-sidecar': 'Kuma', 'consul-dataplane': 'Consul' };
const meshMarks: Readonly<Record<string, string>> = {
  'sidecar.istio.io/status': 'Istio',
  'ambient.istio.io/redirection': 'Istio (ambient)',
  'linkerd.io/proxy-version': 'Linkerd',
  'kuma.io/sidecar-injected': 'Kuma',
  'consul.hashicorp.com/connect-inject-status': 'Consul',
};

function meshOf({ metadata, spec }: V1Pod): string | undefined {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map(({ name }) => meshContainers[name]);
  const marks = Object.keys({ ...metadata?.annotations, ...metadata?.labels }).map((key) => meshMarks[key]);
  return [...containers, ...marks].find((mesh) => mesh !== undefined);
}

const selectorOf = ({ service }: Interposable) => service.spec?.selector ?? {};
const words = (selector: Readonly<Record<string, string>>) => Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ');

/** The first that holds is told: later ones take for granted that the earlier don't. */
const refusals: readonly Refusal[] = [
  ({ service }) => (service.spec?.type === 'ExternalName' ? `it is an ExternalName for ${service.spec.externalName ?? 'another host'}, a DNS answer with nothing behind that could be switched. ${own}` : undefined),
  ({ service }) => (service.spec?.clusterIP === 'None' ? `it is headless: its clients find the pods by DNS and go on using those that they know. Interpose an ordinary Service for the same pods and point its clients there; or: ${own}` : undefined),
  (at) => (Object.keys(selectorOf(at)).length === 0 ? `it has no selector: somebody else keeps its endpoints. ${own}` : undefined),
  ({ service }) => {
    const swapped = service.metadata?.annotations?.[annotations.swapped('selector')];
    return swapped === undefined ? undefined : `its selector is swapped already (${swapped}). If that run is over, \`gameday heal\` puts it back`;
  },
  ({ service }) => {
    const other = service.spec?.ports?.find(({ protocol = 'TCP' }) => protocol !== 'TCP');
    return other === undefined ? undefined : `its port ${other.port} is ${other.protocol ?? ''}, and Toxiproxy passes TCP alone. Give the TCP ports a Service of their own and interpose that`;
  },
  ({ service }) => (service.spec?.sessionAffinity === 'ClientIP' ? 'it has sessionAffinity ClientIP, and behind Toxiproxy all clients have one address and would share one pod. Set it to None for the time of the drill, or interpose another Service' : undefined),
  ({ service }) => {
    const policy = (['externalTrafficPolicy', 'internalTrafficPolicy'] as const).find((each) => service.spec?.[each] === 'Local');
    return policy === undefined ? undefined : `it has ${policy} Local: only the node of the Toxiproxy would go on answering, and clients' addresses would be lost. Set it to Cluster for the time of the drill, or interpose the Services behind it`;
  },
  ({ service }) => {
    const rollouts = Object.keys({ ...service.spec?.selector, ...service.metadata?.annotations }).find((key) => key === 'rollouts-pod-template-hash' || /(?:^|[.-])rollouts?\.argoproj\.io\//.test(key));
    return rollouts === undefined ? undefined : `its selector belongs to Argo Rollouts (${rollouts}), which sets it again. Run the drill while no rollout manages it: point a plain Service at the stable pods and interpose that`;
  },
  (at) => ('pod-template-hash' in selectorOf(at) ? `its selector names one ReplicaSet of a Deployment (pod-template-hash). Interpose a Service that selects all of its pods` : undefined),
  ({ service }) => {
    const flagger = service.metadata?.ownerReferences?.find(({ apiVersion }) => apiVersion.startsWith('flagger.app/'));
    return flagger === undefined ? undefined : `its selector belongs to Flagger (Canary ${flagger.name}), which sets it again. Point a plain Service at the primary's pods and interpose that`;
  },
  ({ wanted, service }) => {
    const ports = (service.spec?.ports ?? []).map(({ name, port }) => (name === undefined ? `${port}` : `${port} (${name})`)).join(', ');
    if (wanted.port === undefined && (service.spec?.ports ?? []).length > 1) return `it has several ports: ${ports}. Say which of them is meant: \`port\` beside \`service\``;
    return chosenPort({ wanted, service }) === undefined ? `it has no port ${wanted.port ?? ''}, but ${ports || 'none at all'}. Put it right in the scenario` : undefined;
  },
  (at) => (at.pods.length === 0 ? `its selector (${words(selectorOf(at))}) matches no pod of the namespace. Put the Service or the pods' labels right; kubectl get pods --show-labels has them` : undefined),
  ({ service, pods }) => {
    const lost = service.spec?.ports?.find((port) => targetNumber(port, pods) === undefined);
    return lost === undefined ? undefined : `its port ${lost.port} leads to a port named ${lost.targetPort ?? ''}, and no container of its pods has one of that name. Name it there, or give the number`;
  },
  ({ ready, pods }) => (ready === 0 ? `it has ${pods.length} pods and no ready endpoint. Make the staging well first: a drill of what is down already shows nothing` : undefined),
  ({ pods }) => {
    const mesh = pods.map(meshOf).find((one) => one !== undefined);
    return mesh === undefined ? undefined : `its pods are in a service mesh (${mesh}), which routes past the Service's selector and would refuse a Toxiproxy without its identity. Use the mesh's own fault injection, or leave the pods out of it for the drill`;
  },
];

/** Who could reach the pods must reach the Toxiproxy, and it them: otherwise the switch itself would be an outage. */
function refusalByPolicy({ wanted, service, pods, namespacePods, policies }: Interposable, namespace: string): string | undefined {
  const between = podLabels('any', service);
  const ports = (service.spec?.ports ?? []).map((port) => ({ number: targetNumber(port, pods) ?? port.port, name: typeof port.targetPort === 'string' ? port.targetPort : undefined }));
  const label = `${labels.toxiproxy}=${wanted.service}`;
  for (const port of ports) {
    for (const { metadata } of pods) {
      const shut = shutBetween(policies, between, metadata?.labels ?? {}, port, namespace);
      if (shut.length > 0) return `NetworkPolicy ${shut.join(' and ')} would keep its Toxiproxy from its pods. Let pods labelled ${label} reach port ${port.number} of them for the time of the drill`;
    }
    const [backend] = pods;
    const outside = shutFromOutside(policies, backend?.metadata?.labels ?? {}, between, port);
    if (outside.length > 0) return `NetworkPolicy ${outside.join(' and ')} would keep callers from outside the namespace from its Toxiproxy, though they may reach its pods now. Let the same reach pods labelled ${label} at port ${port.number} for the time of the drill`;
    for (const { metadata } of namespacePods.filter((pod) => !pods.includes(pod))) {
      const caller = metadata?.labels ?? {};
      if (shutBetween(policies, caller, backend?.metadata?.labels ?? {}, port, namespace).length > 0) continue;
      const shut = shutBetween(policies, caller, between, port, namespace);
      if (shut.length > 0) return `NetworkPolicy ${shut.join(' and ')} would keep pod ${metadata?.name ?? ''} from its Toxiproxy, though it may reach its pods now. Let it reach pods labelled ${label} at port ${port.number} for the time of the drill`;
    }
  }
  return undefined;
}

async function refusalByLeftOver(client: ClusterClient, service: string): Promise<string | undefined> {
  for (const type of [types.Deployment, types.Service, types.ConfigMap]) {
    const [left] = await client.list(type, `${labels.run},${labels.toxiproxy}=${service}`);
    if (left !== undefined) return `${type.kind} ${nameOf(left)} is left from run ${left.metadata?.labels?.[labels.run] ?? ''}. If that is over, \`gameday heal\` removes it`;
  }
  return undefined;
}

async function refusalOf(client: ClusterClient, settings: ClusterSettings, wanted: ClusterSettings['interpose'][number]): Promise<string | undefined> {
  const at = await readInterposable(client, wanted);
  if (at === undefined) return 'there is no such Service. kubectl get services lists them; put its name right in the scenario';
  const refused = refusals.map((refusal) => refusal(at)).find((one) => one !== undefined) ?? refusalByPolicy(at, client.namespace);
  if (refused !== undefined) return refused;
  const owner = ownerOf(at.service);
  if (owner !== undefined && settings.gitops === undefined) return `${owner} sets it again as it was. Pause that for the time of the drill, and say who did and until when under world.settings.cluster.gitops`;
  return refusalByLeftOver(client, wanted.service);
}

/** Why Toxiproxy must not be interposed, as sentences that name the Service and what to do instead; nothing is changed. */
export async function refusalsToInterpose(client: ClusterClient, settings: ClusterSettings): Promise<readonly string[]> {
  const wanted = settings.interpose;
  const twice = wanted.filter(({ service }, at) => wanted.findIndex((other) => other.service === service) !== at).map(({ service }) => `Service ${service} can't be given a Toxiproxy twice. Name it once under world.settings.cluster.interpose.`);
  const refused = await Promise.all(
    wanted.filter(({ service }, at) => wanted.findIndex((other) => other.service === service) === at).map(async (each) => {
      const why = await refusalOf(client, settings, each);
      return why === undefined ? [] : [`Service ${each.service} can't be given a Toxiproxy: ${why}.`];
    }),
  );
  const { toxiproxy } = settings;
  const missing = toxiproxy !== undefined && (await client.read(refTo(types.Service, toxiproxy.service))) === undefined ? [`There is no Service ${toxiproxy.service}, under which world.settings.cluster.toxiproxy expects a Toxiproxy. kubectl get services lists them.`] : [];
  return [...twice, ...refused.flat(), ...missing];
}
