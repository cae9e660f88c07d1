/** Holds what a listen address may be: a numeric loopback address and a port, because the range must never be reachable from outside; in a pod, the names of its namespace. */
import { z } from 'zod';

const loopback = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/;

/** What a pod listens on: its address is its own, and only its cluster reaches it. */
export const anyInterface = '0.0.0.0';

/** One label, such as a Service of the same namespace has. A name with dots could lead anywhere. */
const neighbour = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

let inPod = false;

/** Makes this process take the addresses of a pod too. Said by `range SERVICE --pod FILE` alone: anywhere else the range stays on its machine. */
export function allowPodAddresses(): void {
  inPod = true;
}

const isAllowed = (host: string): boolean => loopback.test(host) || (inPod && (host === anyInterface || (neighbour.test(host) && host !== 'localhost')));

/** An address as the services take it. A name such as `localhost` is refused too: it could resolve to anything. */
export const address = z.strictObject({
  host: z.string().refine(isAllowed, { error: (issue) => `expected ${inPod ? 'a Service of this namespace such as edge' : 'a loopback address such as 127.0.0.1'}, got ${JSON.stringify(issue.input)}: the range floods and breaks itself on purpose, so it stays ${inPod ? 'in its namespace' : 'on this machine'}` }),
  port: z.number().int().min(1).max(65_535),
});

export type RangeAddress = z.output<typeof address>;

/** A URL that must lead to this machine, for webhooks; from a pod, to a Service of its namespace. */
export const loopbackUrl = z.url().refine((text) => isAllowed(new URL(text).hostname.replace(/^\[(.*)\]$/, '$1')), {
  error: (issue) => `expected a URL on ${inPod ? 'a Service of this namespace such as http://gameday-agent:8700/' : 'a loopback address such as http://127.0.0.1:9093/'}, got ${JSON.stringify(issue.input)}`,
});

/** `http://127.0.0.1:20001`. */
export const urlOf = (at: RangeAddress, scheme = 'http'): string => `${scheme}://${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`;
