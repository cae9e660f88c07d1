/** Holds what a scenario says of ways in that lie outside the cluster, as those behind a CDN or a scrubbing partner do: whose they are, who agreed, and how the partner's path is known. */
import { isIP, isIPv4, SocketAddress } from 'node:net';
import { z } from 'zod';

const text = z.string().min(1);
/** Names that only a cluster resolves; those of the namespace need no permission, and those of others get none. */
const inCluster = /\.(svc|local|pod)$/;
/** As URLs have it: small letters, or an address without brackets. */
const host = z.string().refine((name) => isIP(name) > 0 || (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/.test(name) && !inCluster.test(name)), { error: (issue) => `expected one host such as "shop.example.org", with neither scheme nor port nor wildcard, and outside the cluster, got ${JSON.stringify(issue.input)}` });

const network = z.string().refine(
  (cidr) => {
    const [address = '', bits = '', ...rest] = cidr.split('/');
    return isIP(address) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128) && rest.length === 0;
  },
  { error: (issue) => `expected a network such as "203.0.113.0/24", got ${JSON.stringify(issue.input)}` },
);

const partner = z
  .strictObject({
    name: z.string().regex(/^partner[-a-z0-9]*$/, { error: (issue) => `expected a name that begins with "partner", as every record has it, got ${JSON.stringify(issue.input)}` }).default('partner').describe('how reports call it'),
    header: z.strictObject({ name: text, value: text.optional() }).optional().describe('an answer that came through it carries this header; without `value` any value does'),
    networks: z.array(network).default([]).describe('networks of its addresses: what the name resolves to lies in one of them'),
    issuer: text.optional().describe('the organisation or common name that issued the certificate it serves'),
  })
  .refine(({ header, networks, issuer }) => header !== undefined || networks.length > 0 || issuer !== undefined, { error: "expected at least one of header, networks and issuer: without any, traffic is never proved on the partner's path" });

export const externalSettings = z.strictObject({
  hosts: z.array(host).min(1).describe('hosts outside the cluster that this drill may send something to'),
  token: z.strictObject({ path: z.string().startsWith('/').default('/.well-known/gameday.txt'), value: z.string().trim().min(16) }).describe('each of them serves this at that path, as only whoever owns it can make it'),
  rps: z.number().positive().max(20_000).default(50).describe('the sum of all loads on them at one moment'),
  permission: z.strictObject({ partner: text.optional(), cloud: text.optional() }).default({}).describe('who of the partner and of the cloud agreed, when, and where that is written'),
  resolver: z.string().refine((server) => isIP(server) > 0 || SocketAddress.parse(server) !== undefined, { error: (issue) => `expected a DNS server's address such as "192.0.2.53" or "192.0.2.53:5353", got ${JSON.stringify(issue.input)}` }).optional().describe("the DNS server that probes ask; otherwise those that this machine asks"),
  loadFrom: z.enum(['outside', 'cluster']).default('outside').describe('outside: k6 on the machine of the runner, which asks the DNS of that machine'),
  origin: z.url({ protocol: /^https?$/ }).optional().describe('where the origin is reached without the partner, by its address; probed as the entry `origin`, with the Host of the first external entry'),
  partner,
});

export type ExternalSettings = z.output<typeof externalSettings>;
