/** Holds the receiver `cloudflare`: a partner's control plane in front of the range, so that a team's own failover automation can be practised by Cloudflare's API. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { reasonOf } from '../../problem.ts';
import { badIdentifier, dnsRecord, dnsRecordChange, enveloped, envelopedError, envelopedPage, errors, securityLevel } from '../../wire/cloudflare.ts';
import type { CloudflareError, DnsRecord } from '../../wire/cloudflare.ts';
import { idFrom } from '../ids.ts';
import { credentialOf, partsOf, readJson, refuser, wayOf, wrongCredential } from '../reading.ts';
import { json, receiver, type ReceiverDesk } from '../receiver.ts';
import { fullName, leading, routeOf, withoutRecord, withRecord } from './cloudflare/zone.ts';
import type { KeptRecord, Zone } from './cloudflare/zone.ts';

const spec = z.strictObject({
  zone: z.string().min(1).default('range.example').describe('the name of the zone; every zone id leads to one of that name'),
  entry: z.string().min(1).optional().describe('the record that users resolve, such as www; by default any may be it, and the one written last counts'),
  home: z.string().min(1).default('edge').describe('where the direct way leads, as plays name it'),
  partner: z.string().min(1).default('partner-a').describe('the partner whose control plane this is: it takes traffic over when a zone is under attack, or the record of the entry is proxied'),
  targets: z
    .record(z.string(), z.string().min(1))
    .default({ 'edge.range.example': 'edge', 'partner-a.range.example': 'partner-a', 'partner-b.range.example': 'partner-b' })
    .describe('where the content of a record leads, as plays name it'),
  heldBy: z.enum(['person', 'automation']).optional().describe('who holds the token, since the API does not tell'),
});
type Spec = z.output<typeof spec>;

type Changed = { readonly zone: Zone; readonly result: unknown } | { readonly error: CloudflareError };

const id = /^[0-9a-f]{32}$/i;
const wrong = (error: CloudflareError) => json(error.status, envelopedError(error));
const shown = (record: KeptRecord) => ({ settings: {}, meta: {}, ...record, comment: record.comment ?? null, proxiable: leading.has(record.type) });
const pageOf = (all: readonly unknown[], query: URLSearchParams) =>
  json(200, envelopedPage(all, Math.max(1, Number(query.get('page') ?? 1) || 1), Math.min(5000, Math.max(1, Number(query.get('per_page') ?? 100) || 100))));

/** An API key goes with an address, a token in the header `authorization`. */
const isKnown = (request: Inbound): boolean =>
  credentialOf(request, 'Bearer') !== undefined || ((request.headers['x-auth-key'] ?? '') !== '' && request.headers['x-auth-key'] !== wrongCredential && (request.headers['x-auth-email'] ?? '') !== '');

function open(desk: ReceiverDesk, spec: Spec) {
  const { clock, random, hear, play } = desk;
  const refuse = refuser(desk, 'cloudflare');
  const leads = { ...spec, entry: spec.entry === undefined ? undefined : fullName(spec.entry, spec.zone) };
  const zones = new Map<string, Zone>();
  /** Calls that change a zone are served one after the other: each compares with where the route led before it. */
  let changing: Promise<unknown> = Promise.resolve();

  const put = (zone: Zone, record: DnsRecord, id = idFrom(random, 32)) => withRecord(zone, spec.zone, record, { id, nowMs: clock.now() });
  const atFirst = (): Zone => {
    const empty: Zone = { level: 'medium', levelSince: null, records: new Map() };
    const [content] = Object.entries(spec.targets).find(([, route]) => route === spec.home) ?? [];
    if (content === undefined) return empty;
    const made = put(empty, { type: 'CNAME', name: spec.entry ?? 'www', content, ttl: 60, proxied: false, tags: [] });
    return 'error' in made ? empty : made.zone;
  };
  const zoneOf = (zoneId: string): Zone => {
    const zone = zones.get(zoneId) ?? atFirst();
    zones.set(zoneId, zone);
    return zone;
  };

  /** What leads users elsewhere is a command, and holds once the route has followed. */
  const change = async (zoneId: string, what: string, work: (zone: Zone) => Changed): Promise<Outbound> => {
    const atMs = clock.now();
    const before = zoneOf(zoneId);
    const done = work(before);
    if ('error' in done) return refuse(wrong(done.error), `expected ${what} to be possible, got: ${done.error.message}`);
    const to = routeOf(done.zone, leads);
    if (to !== undefined && to !== routeOf(before, leads)) {
      const back = to === spec.home;
      try {
        await play?.(back ? 'fail-back' : 'divert', { to });
      } catch (error) {
        return refuse(wrong(errors.internal), `expected the route to follow to ${to} after ${what}, got: ${reasonOf(error)}`);
      }
      hear('milestone.reached', { atMs, clockErrMs: 0, milestone: back ? 'failed-back' : 'commanded', role: 'network', source: 'observed', detail: `${to}: ${what}`, rung: 'accepted', witness: { kind: 'receiver', name: 'the receiver cloudflare' }, ...(spec.heldBy && { actor: spec.heldBy }) });
    }
    zones.set(zoneId, done.zone);
    return json(200, enveloped(done.result));
  };
  const inTurn = (zoneId: string, what: string, work: (zone: Zone) => Changed): Promise<Outbound> => {
    const changed = changing.then(() => change(zoneId, what, work));
    changing = changed.catch(() => {});
    return changed;
  };

  const level = (zoneId: string, request: Inbound): Outbound | Promise<Outbound> => {
    const resultOf = (zone: Zone) => ({ id: 'security_level', value: zone.level, editable: true, modified_on: zone.levelSince });
    if (request.method === 'GET') return json(200, enveloped(resultOf(zoneOf(zoneId))));
    if (request.method !== 'PATCH') return refuse(wrong(errors.noMethod), `expected GET or PATCH of the security level, got ${request.method}`);
    const read = readJson(securityLevel, request.body);
    if ('wrong' in read) return refuse(wrong(errors.badSetting), `expected a security level, got ${read.wrong}`);
    return inTurn(zoneId, `security level ${read.value.value}`, (before) => {
      const zone = { ...before, level: read.value.value, levelSince: new Date(clock.now()).toISOString() };
      return { zone, result: resultOf(zone) };
    });
  };

  const write = (zoneId: string, request: Inbound, recordId?: string): Outbound | Promise<Outbound> => {
    const isPatch = request.method === 'PATCH';
    const read = isPatch ? readJson(dnsRecordChange, request.body) : readJson(dnsRecord, request.body);
    if ('wrong' in read) return refuse(wrong(errors.badBody), `expected a DNS record, got ${read.wrong}`);
    const { type = 'record', name = '', content = '', proxied = false } = read.value;
    return inTurn(zoneId, `${[type, name, content].filter(Boolean).join(' ')}${proxied ? ', proxied' : ''}`, (zone) => {
      const kept = recordId === undefined ? undefined : zone.records.get(recordId);
      if (recordId !== undefined && kept === undefined) return { error: errors.noRecord };
      // A change was checked in its parts, and what was kept as a whole: both together are a record.
      const made = put(zone, dnsRecord.parse(isPatch ? { ...kept, ...read.value } : read.value), recordId);
      return 'error' in made ? made : { zone: made.zone, result: shown(made.kept) };
    });
  };

  const records = (zoneId: string, request: Inbound, query: URLSearchParams): Outbound | Promise<Outbound> => {
    if (request.method === 'POST') return write(zoneId, request);
    if (request.method !== 'GET') return refuse(wrong(errors.noMethod), `expected GET or POST of DNS records, got ${request.method}`);
    const asked = (key: 'name' | 'type' | 'content') => query.get(`${key}.exact`) ?? query.get(key);
    const fits = (record: KeptRecord) => (['name', 'type', 'content'] as const).every((key) => asked(key) === null || record[key] === asked(key));
    return pageOf([...zoneOf(zoneId).records.values()].filter(fits).map(shown), query);
  };

  const record = (zoneId: string, request: Inbound, recordId: string): Outbound | Promise<Outbound> => {
    const kept = zoneOf(zoneId).records.get(recordId);
    if (kept === undefined) return refuse(wrong(errors.noRecord), `expected the id of a DNS record, got ${recordId.slice(0, 50)}`);
    if (request.method === 'GET') return json(200, enveloped(shown(kept)));
    if (request.method === 'PUT' || request.method === 'PATCH') return write(zoneId, request, recordId);
    if (request.method !== 'DELETE') return refuse(wrong(errors.noMethod), `expected GET, PUT, PATCH or DELETE of a DNS record, got ${request.method}`);
    return inTurn(zoneId, `no ${kept.type} ${kept.name} ${kept.content} any more`, (zone) => ({ zone: withoutRecord(zone, recordId), result: { id: recordId } }));
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const { parts, query } = partsOf(request);
      const [client, version, zonesPart, zoneId, what, one, ...more] = parts;
      if (!isKnown(request)) return refuse(wrong(errors.unauthenticated), 'expected an API token (Authorization: Bearer), or X-Auth-Email and X-Auth-Key; got neither, or a wrong one');
      if (client !== 'client' || version !== 'v4' || zonesPart !== 'zones' || more.length > 0) return refuse(wrong(errors.noRoute), `expected a path below /client/v4/zones, got ${wayOf(request)}`);
      if (zoneId !== undefined && !id.test(zoneId)) return refuse(wrong(badIdentifier(`/${parts.slice(2).join('/')}`)), `expected a zone id of 32 hexadecimal digits, got ${zoneId.slice(0, 50)}`);
      const zoneShown = (shownId: string) => ({ id: shownId, name: spec.zone, status: 'active', paused: false, type: 'full' });
      if (zoneId === undefined) return pageOf(query.get('name') === null || query.get('name') === spec.zone ? [zoneShown('0'.repeat(32))] : [], query);
      if (what === undefined) return json(200, enveloped(zoneShown(zoneId)));
      if (what === 'dns_records') return one === undefined ? records(zoneId, request, query) : record(zoneId, request, one);
      if (what === 'settings') return one === 'security_level' ? level(zoneId, request) : refuse(wrong(errors.noSetting), `expected the setting security_level, got ${String(one).slice(0, 50)}`);
      return refuse(wrong(errors.noRoute), `expected dns_records or settings of a zone, got ${what.slice(0, 50)}`);
    },
  };
}

export const cloudflare = receiver({
  kind: 'cloudflare',
  summary: "takes Cloudflare's API for security level and DNS records, and leads the range's route where they say",
  settings: ({ url }) => ({ replace: `CLOUDFLARE_BASE_URL=${url}/client/v4\nCLOUDFLARE_API_TOKEN=any` }),
  spec,
  open,
});
