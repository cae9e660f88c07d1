/** Holds a small internet outside any cluster, on loopback: a DNS server, a scrubbing partner with its audit log and an origin, each at an address of its own. */
import { createSocket } from 'node:dgram';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { enveloped, envelopedError, errors } from '../../src/wire/cloudflare.ts';
import { clusterSettings } from '../../src/worlds/kubernetes/settings.ts';

export const shop = 'shop.drill.test';
export const token = 'gameday-may-drill-here-2013';
export const partnerAt = '127.0.0.3';
export const originAt = '127.0.0.4';
const dnsAt = '127.0.0.2';

/** Answers for A records with a time to live of 0; it knows no others (RFC 1035, 4.1). */
function answerTo(question: Buffer, addresses: ReadonlyMap<string, string>): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const end = at + 5;
  const address = addresses.get(labels.join('.').toLowerCase());
  const isA = question.readUInt16BE(at + 1) === 1 && address !== undefined;
  const head = Buffer.alloc(12);
  question.copy(head, 0, 0, 2);
  head.writeUInt16BE(address === undefined ? 0x84_03 : 0x84_00, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(isA ? 1 : 0, 6);
  const record = isA ? [Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)])] : [];
  return Buffer.concat([head, question.subarray(12, end), ...record]);
}

export interface NameServer {
  readonly server: string;
  /** How often it was asked for an A record. */
  asked(): number;
  point(name: string, address: string): void;
  close(): Promise<void>;
}

export async function makeNameServer(): Promise<NameServer> {
  const addresses = new Map<string, string>();
  let asked = 0;
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const answer = answerTo(question, addresses);
    if (question.includes(Buffer.from([0, 0, 1, 0, 1]))) asked += 1;
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, dnsAt, resolve));
  return {
    server: `${dnsAt}:${socket.address().port}`,
    asked: () => asked,
    point: (name, address) => void addresses.set(name, address),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

export const listenAt = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

export const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Where the secret of the audit log is taken from, and what it is. */
export const auditToken = { name: 'GAMEDAY_TEST_AUDIT_TOKEN', value: 'only-the-provider-and-gameday-know' } as const;
const auditAt = '127.0.0.5';
export const account = '0123456789abcdef';

export interface AuditLog {
  /** As Cloudflare's API has it, with `/accounts/…` below. */
  readonly api: string;
  /** Puts down what somebody did just now, as Cloudflare's API, version 1, does; it is listed from `lateMs` later on. */
  did(type: string, about?: { readonly result?: boolean; readonly newValue?: string; readonly lateMs?: number }): void;
  close(): Promise<void>;
}

/** Its clock is ahead by `aheadMs`. What is older than `since` isn't listed. */
export async function makeAuditLog(aheadMs = 0): Promise<AuditLog> {
  const entries: { readonly fromMs: number; readonly entry: Readonly<Record<string, unknown>> & { readonly when: string } }[] = [];
  const now = () => Date.now() + aheadMs;
  const server = createServer((asked, answer) => {
    answer.setHeader('date', new Date(now()).toUTCString());
    const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://audit');
    if (asked.headers.authorization !== `Bearer ${auditToken.value}`) return void answer.writeHead(errors.unauthenticated.status).end(JSON.stringify(envelopedError(errors.unauthenticated)));
    if (pathname !== `/client/v4/accounts/${account}/audit_logs`) return void answer.writeHead(errors.noRoute.status).end(JSON.stringify(envelopedError(errors.noRoute)));
    const since = Date.parse(searchParams.get('since') ?? '');
    const listed = entries.filter(({ fromMs, entry }) => Date.now() >= fromMs && Date.parse(entry.when) >= since);
    return void answer.end(JSON.stringify(enveloped(listed.map(({ entry }) => entry).toReversed())));
  });
  const port = await listenAt(server, auditAt, 0);
  return {
    api: `http://${auditAt}:${port}/client/v4`,
    did: (type, { result = true, newValue = '', lateMs = 0 } = {}) => {
      const when = new Date(Math.floor(now() / 1000) * 1000).toISOString().replace('.000', '');
      const entry = { id: `entry-${entries.length}`, when, action: { type, result }, actor: { email: 'kim@example.org', type: 'user' }, resource: { type: 'dns.record', id: '1' }, newValue, oldValue: '' };
      entries.push({ fromMs: Date.now() + lateMs, entry });
    },
    close: () => closed(server),
  };
}

/** Partner and origin share a port, since DNS tells addresses only. */
export async function makeOutside() {
  const came: { host: string | undefined; url: string; from: number | undefined }[] = [];
  let served = token;
  const origin = createServer((asked: IncomingMessage, answer) => {
    came.push({ host: asked.headers.host, url: asked.url ?? '', from: asked.socket.remotePort });
    if (asked.url === '/.well-known/gameday.txt') return void answer.writeHead(served === '' ? 404 : 200).end(`${served}\n`);
    return void answer.end('fine');
  });
  let port = 0;
  const partner = createServer((asked, answer) => {
    const onward = request({ host: originAt, port, path: asked.url, method: asked.method, headers: asked.headers, agent: false }, (came) => {
      answer.writeHead(came.statusCode ?? 502, { ...came.headers, 'x-scrubbed-by': 'example-scrubbing' });
      came.pipe(answer);
    });
    onward.once('error', () => answer.writeHead(502).end());
    asked.pipe(onward);
  });
  const names = await makeNameServer();
  port = await listenAt(origin, originAt, 0);
  await listenAt(partner, partnerAt, port);
  names.point(shop, originAt);
  return {
    names,
    port,
    /** What the origin was asked. */
    came,
    serve: (text: string) => void (served = text),
    divert: () => names.point(shop, partnerAt),
    back: () => names.point(shop, originAt),
    /** As a scenario has it; `more` goes into `external`. */
    settings: (more: object = {}) =>
      clusterSettings.parse({
        entries: { front: { url: `http://${shop}:${port}`, probe: '/communities/' } },
        external: {
          hosts: [shop, originAt],
          token: { value: token },
          permission: { partner: 'Example Scrubbing, ticket 4711 of 20 November', cloud: 'Example Cloud, form 12 of 21 November' },
          resolver: names.server,
          origin: `http://${originAt}:${port}`,
          partner: { name: 'partner-example', header: { name: 'X-Scrubbed-By' } },
          ...more,
        },
      }),
    close: async () => {
      await Promise.all([closed(partner), closed(origin), names.close()]);
    },
  };
}

export type Outside = Awaited<ReturnType<typeof makeOutside>>;
