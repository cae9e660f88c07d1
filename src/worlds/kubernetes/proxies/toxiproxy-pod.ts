/** Holds the objects that stand between a Service and its pods for the time of a run: a Toxiproxy with its Service and ConfigMap, and the Service behind it. */
import type { V1ConfigMap, V1Deployment, V1Service, V1ServicePort } from '@kubernetes/client-node';
import { createHash } from 'node:crypto';
import type { Labels } from './interposable.ts';
import { labels } from '../api/objects.ts';

export const toxiproxyImage = 'ghcr.io/shopify/toxiproxy:2.12.0';

/** A port of the Service, and the number that it leads to in the pods: Toxiproxy listens on that, since the Service's port goes on leading there. */
export interface Between {
  readonly port: V1ServicePort;
  readonly listen: number;
}

export interface Interposition {
  readonly run: string;
  readonly service: V1Service;
  readonly ports: readonly Between[];
}

/** A pod of a Deployment has 17 letters more, and a label takes 63. */
const nameMax = 46;

/**
 * Of one run alone: DNS goes on answering with the address of a Service that is gone, and a Toxiproxy that dials such an address takes nobody in until
 * it gives up.
 */
const named = (prefix: string, run: string, service: string): string =>
  `${`${prefix}-${service}`.slice(0, nameMax - 7)}-${createHash('sha256').update(`${run}/${service}`).digest('hex').slice(0, 6)}`;

export const toxiproxyName = (run: string, service: string): string => named('gameday-toxiproxy', run, service);
export const behindName = (run: string, service: string): string => named('gameday-behind', run, service);

/**
 * What the Service's selector is switched to: the same keys with values of the Toxiproxy's own. With other keys, `kubectl apply` of the Service's manifest
 * would merge the two to a selector that matches nothing; so it sets back what was there.
 */
export const switchedSelector = (run: string, service: V1Service): Labels => Object.fromEntries(Object.keys(service.spec?.selector ?? {}).map((key) => [key, toxiproxyName(run, service.metadata?.name ?? '')]));

const ownLabels = (run: string, service: V1Service): Labels => ({ [labels.run]: run, [labels.toxiproxy]: service.metadata?.name ?? '' });
export const podLabels = (run: string, service: V1Service): Labels => ({ ...switchedSelector(run, service), ...ownLabels(run, service) });

/** Beside whatever Toxiproxy listens on. */
export const apiPort = (ports: readonly Between[]): number => [8474, 8475].find((port) => ports.every(({ listen }) => listen !== port)) ?? 8476;

/** The chosen port's proxy has the Service's name; its other ports pass through beside it, or the switch would cut them off. */
export const proxyName = (service: string, { port }: Between, chosen: V1ServicePort): string => (port.port === chosen.port ? service : `${service}-${port.name ?? port.port}`);

const unique = (ports: readonly Between[]): readonly Between[] => ports.filter(({ listen }, at) => ports.findIndex((other) => other.listen === listen) === at);

/** Non-root, nothing to write to, nothing to gain; fits a namespace whose pods are held to the `restricted` standard. */
const confined = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

function deployment({ run, service, ports }: Interposition, api: number): V1Deployment {
  const name = service.metadata?.name ?? '';
  const own = ownLabels(run, service);
  // Each name that the Service uses must be found in the pod, under whichever number.
  const names = new Map(ports.flatMap(({ port: { targetPort }, listen }) => (typeof targetPort === 'string' ? [[targetPort, listen] as const] : [])));
  const low = ports.some(({ listen }) => listen < 1024);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: toxiproxyName(run, name), labels: { ...own } },
    spec: {
      replicas: 1,
      // Two at once would share the traffic, and a toxic is only in one of them.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { ...own } },
      template: {
        metadata: { labels: { ...podLabels(run, service) } },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 2,
          securityContext: { runAsNonRoot: true, runAsUser: 65_534, runAsGroup: 65_534, seccompProfile: { type: 'RuntimeDefault' }, ...(low && { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] }) },
          containers: [
            {
              name: 'toxiproxy',
              image: toxiproxyImage,
              imagePullPolicy: 'IfNotPresent',
              // Its counters show that users arrive once the Service is switched.
              args: ['-host=0.0.0.0', `-port=${api}`, '-config=/etc/toxiproxy/proxies.json', '-proxy-metrics'],
              // Every connection is a line at the default level, which would cost more than the proxying during a flood.
              env: [{ name: 'LOG_LEVEL', value: 'warn' }],
              ports: [...names].map(([name, containerPort]) => ({ name, containerPort })),
              // It reads its proxies before it listens. Its API can lock up while its proxies work: only the port is asked, or users would be cut off too.
              readinessProbe: { tcpSocket: { port: api }, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 15 },
              resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '256Mi' } },
              securityContext: confined,
              volumeMounts: [{ name: 'proxies', mountPath: '/etc/toxiproxy', readOnly: true }],
            },
          ],
          volumes: [{ name: 'proxies', configMap: { name: toxiproxyName(run, name) } }],
        },
      },
    },
  };
}

/** In the order in which they are made. `chosen` is the port whose proxy bears the Service's name. */
export function interposedObjects(interposition: Interposition, chosen: V1ServicePort): readonly (V1Service | V1ConfigMap | V1Deployment)[] {
  const { run, service, ports } = interposition;
  const { ipFamilies, ipFamilyPolicy, publishNotReadyAddresses, selector } = service.spec ?? {};
  const name = service.metadata?.name ?? '';
  const api = apiPort(ports);
  const of = (own: string) => ({ name: own, labels: { ...ownLabels(run, service) } });
  const families = { ...(ipFamilies !== undefined && { ipFamilies }), ...(ipFamilyPolicy !== undefined && { ipFamilyPolicy }) };
  const behind = ports.map(({ port: { name: portName, port, targetPort, appProtocol } }) => ({ port, ...(portName !== undefined && { name: portName }), ...(targetPort !== undefined && { targetPort }), ...(appProtocol !== undefined && { appProtocol }) }));
  const proxies = unique(ports).map((between) => ({ name: proxyName(name, between, chosen), listen: `0.0.0.0:${between.listen}`, upstream: `${behindName(run, name)}:${between.port.port}`, enabled: true }));
  const own = [{ name: 'api', port: api, targetPort: api }, ...unique(ports).map(({ listen }) => ({ name: `p${listen}`, port: listen, targetPort: listen }))];
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: of(behindName(run, name)), spec: { ...families, ...(selector !== undefined && { selector }), ...(publishNotReadyAddresses === true && { publishNotReadyAddresses }), ports: behind } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: of(toxiproxyName(run, name)), data: { 'proxies.json': JSON.stringify(proxies, undefined, 2) } },
    { apiVersion: 'v1', kind: 'Service', metadata: of(toxiproxyName(run, name)), spec: { ...families, selector: { ...ownLabels(run, service) }, ports: own } },
    deployment(interposition, api),
  ];
}
