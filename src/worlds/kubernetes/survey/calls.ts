/** Holds who seems to call whom: addresses in the variables and arguments of the pods' specs and in the ConfigMaps that they name or mount; Secrets are left alone. */
import type { V1ConfigMap, V1Container, V1PodSpec } from '@kubernetes/client-node';
import { addressesIn, serviceOf } from './addresses.ts';
import type { FoundCall } from './found.ts';

export interface Configured {
  /** The workload, as `Deployment shop`. */
  readonly name: string;
  readonly spec: V1PodSpec | undefined;
}

interface Text {
  readonly named: string;
  /** A whole file, in which a word that happens to be a Service's name says nothing. */
  readonly file?: true;
  readonly text: string;
}

type ConfigMaps = ReadonlyMap<string, V1ConfigMap>;

function fromVariables(container: V1Container, maps: ConfigMaps): Text[] {
  const own = (container.env ?? []).flatMap(({ name, value, valueFrom }): Text[] => {
    const from = valueFrom?.configMapKeyRef;
    const text = value ?? (from === undefined ? undefined : maps.get(from.name ?? '')?.data?.[from.key]);
    return text === undefined ? [] : [{ named: `variable ${name}${from === undefined ? '' : ` (ConfigMap ${from.name ?? ''})`}`, text }];
  });
  const whole = (container.envFrom ?? []).flatMap(({ configMapRef, prefix = '' }) =>
    Object.entries(maps.get(configMapRef?.name ?? '')?.data ?? {}).map(([key, text]): Text => ({ named: `variable ${prefix}${key} (ConfigMap ${configMapRef?.name ?? ''})`, text })),
  );
  return [...own, ...whole];
}

const fromArguments = (container: V1Container): Text[] => [...(container.command ?? []), ...(container.args ?? [])].map((text) => ({ named: `an argument of container ${container.name}`, text }));

const mounted = (spec: V1PodSpec | undefined): readonly string[] => [...new Set((spec?.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []))];

const fromFiles = (spec: V1PodSpec | undefined, maps: ConfigMaps): Text[] =>
  mounted(spec).flatMap((name) => Object.entries(maps.get(name)?.data ?? {}).map(([file, text]): Text => ({ named: `file ${file} (ConfigMap ${name})`, text, file: true })));

const containersOf = (spec: V1PodSpec | undefined) => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];

/** The ConfigMaps that variables and files come from. */
export const mapsNamed = (spec: V1PodSpec | undefined): readonly string[] => [
  ...containersOf(spec).flatMap(({ env = [], envFrom = [] }) => [...env.flatMap(({ valueFrom }) => valueFrom?.configMapKeyRef?.name ?? []), ...envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? [])]),
  ...mounted(spec),
];

/** The variables whose values lie in Secrets: their names alone. */
export const secretVariables = (spec: V1PodSpec | undefined): readonly string[] =>
  containersOf(spec).flatMap(({ env = [], envFrom = [] }) => [...env.flatMap(({ name, valueFrom }) => (valueFrom?.secretKeyRef === undefined ? [] : [name])), ...envFrom.flatMap(({ secretRef }) => (secretRef?.name === undefined ? [] : [`all of Secret ${secretRef.name}`]))]);

export function callsOf({ name, spec }: Configured, { namespace, services, maps }: { readonly namespace: string; readonly services: readonly string[]; readonly maps: ConfigMaps }): readonly FoundCall[] {
  const known = (host: string) => serviceOf(host, namespace, services);
  const texts = [...containersOf(spec).flatMap((container) => [...fromVariables(container, maps), ...fromArguments(container)]), ...fromFiles(spec, maps)];
  const calls = texts.flatMap(({ named, text, file }) =>
    addressesIn(text, (host) => file !== true && known(host) !== undefined).flatMap(({ host, port }): FoundCall[] => {
      const service = known(host);
      // Files name many hosts that nobody calls, as examples or schemas do; only the namespace's own are sure.
      if (file === true && service === undefined) return [];
      return [{ from: name, host, because: named, ...(service !== undefined && { service }), ...(port !== undefined && { port }) }];
    }),
  );
  return calls.filter((call, n) => calls.findIndex((other) => other.host === call.host && other.port === call.port) === n);
}
