/** Holds the guess at what a Service's port speaks, with its reason: first what somebody said, then the pods' probe, then the number. */
import type { V1Container, V1ServicePort } from '@kubernetes/client-node';
import type { FoundPort, Speech } from './found.ts';

const byNumber: Readonly<Record<number, Speech>> = { 25: 'smtp', 465: 'smtp', 587: 'smtp', 1025: 'smtp', 2525: 'smtp', 443: 'tls', 8443: 'tls', 6443: 'tls', 80: 'http', 3000: 'http', 8000: 'http', 8080: 'http', 8081: 'http', 9093: 'http', 9090: 'http' };
const byWord: readonly (readonly [RegExp, Speech])[] = [
  [/^(?:smtps?|submission|mail)(?:-|$)/, 'smtp'],
  [/^(?:https|tls|ssl|wss)(?:-|$)|^kubernetes\.io\/wss$/, 'tls'],
  [/^(?:http|web|rest|metrics)(?:-|$)|^kubernetes\.io\/ws$/, 'http'],
  [/^(?:tcp|grpc|h2c|http2|postgres(?:ql)?|mysql|redis|mongo(?:db)?|amqp|kafka|nats)(?:-|$)|^kubernetes\.io\/h2c$/, 'tcp'],
];
const named = (word: string | undefined): Speech | undefined => (word === undefined ? undefined : byWord.find(([form]) => form.test(word))?.[1]);

/** The number of the pods' port that a Service's port leads to; undefined where a named one is in no container. */
export function targetOf(port: V1ServicePort, containers: readonly V1Container[]): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  return containers.flatMap((container) => container.ports ?? []).find((each) => each.name === target)?.containerPort;
}

/** The path that the pods are asked for by their own readiness probe on that port. */
function probeOf(target: number | undefined, containers: readonly V1Container[]): { readonly path: string; readonly scheme: string } | undefined {
  for (const { readinessProbe, ports } of containers) {
    const asked = readinessProbe?.httpGet;
    if (asked === undefined) continue;
    const number = typeof asked.port === 'number' ? asked.port : ports?.find((each) => each.name === asked.port)?.containerPort;
    if (number === target) return { path: asked.path ?? '/', scheme: asked.scheme ?? 'HTTP' };
  }
  return undefined;
}

function guess(port: V1ServicePort, target: number | undefined, probe: { readonly scheme: string } | undefined): { speaks: Speech; because: string } {
  const said = named(port.appProtocol);
  if (said !== undefined) return { speaks: said, because: `its appProtocol is ${port.appProtocol ?? ''}` };
  if (probe !== undefined) return probe.scheme === 'HTTPS' ? { speaks: 'tls', because: 'its pods are probed by HTTPS' } : { speaks: 'http', because: 'its pods are probed by HTTP' };
  const byName = named(port.name);
  if (byName !== undefined) return { speaks: byName, because: `the port is named ${port.name ?? ''}` };
  const number = byNumber[port.port] ?? (target === undefined ? undefined : byNumber[target]);
  return number === undefined ? { speaks: 'tcp', because: `nothing tells what port ${port.port} speaks` } : { speaks: number, because: `port ${port.port} usually speaks it` };
}

export function foundPort(port: V1ServicePort, containers: readonly V1Container[]): FoundPort {
  const target = targetOf(port, containers);
  const probe = probeOf(target, containers);
  return {
    number: port.port,
    transport: port.protocol ?? 'TCP',
    ...guess(port, target, probe),
    ...(port.name !== undefined && { name: port.name }),
    ...(probe?.scheme === 'HTTP' && { health: probe.path }),
  };
}
