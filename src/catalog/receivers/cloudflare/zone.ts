/** Holds one zone of the partner's control plane: its security level and its DNS records, and what Cloudflare refuses to put there. */
import { errors } from '../../../wire/cloudflare.ts';
import type { CloudflareError, DnsRecord, SecurityLevel } from '../../../wire/cloudflare.ts';

export interface KeptRecord extends DnsRecord {
  readonly id: string;
  readonly created_on: string;
  readonly modified_on: string;
}

/** Plain data: what a call makes of it holds once the route has followed. */
export interface Zone {
  readonly level: SecurityLevel;
  readonly levelSince: string | null;
  /** In the order in which they were written. */
  readonly records: ReadonlyMap<string, KeptRecord>;
}

const host = /^(?=.{1,253}\.?$)(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const ipv6 = (text: string) => /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);

/** Those that say where a host is: two of them can't share a host, but several A or several AAAA may. */
export const leading: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

function wrongContent({ type, content }: DnsRecord): CloudflareError | undefined {
  if (type === 'A' && !ipv4.test(content)) return errors.badA;
  if (type === 'AAAA' && !ipv6(content)) return errors.badAaaa;
  return type === 'CNAME' && !host.test(content) ? errors.badCname : undefined;
}

/** Names may be given relative to the zone; `@` is the zone itself. */
export const fullName = (name: string, zone: string): string => {
  const lower = name.toLowerCase().replace(/\.$/, '');
  if (lower === '@') return zone;
  return lower === zone || lower.endsWith(`.${zone}`) ? lower : `${lower}.${zone}`;
};

/** A record is made, or takes the place of the one with that id; otherwise what is wrong with it. */
export function withRecord(zone: Zone, zoneName: string, given: DnsRecord, { id, nowMs }: { readonly id: string; readonly nowMs: number }): { readonly zone: Zone; readonly kept: KeptRecord } | { readonly error: CloudflareError } {
  const record = { ...given, name: fullName(given.name, zoneName) };
  if (!host.test(record.name)) return { error: errors.badName };
  const wrong = wrongContent(record);
  if (wrong !== undefined) return { error: wrong };
  const beside = [...zone.records.values()].filter((other) => other.id !== id && other.name === record.name);
  if (beside.some((other) => other.type === record.type && other.content === record.content)) return { error: errors.sameRecord };
  if (leading.has(record.type) && beside.some((other) => leading.has(other.type) && (other.type === 'CNAME' || record.type === 'CNAME'))) return { error: errors.sameHost };
  const nowIso = new Date(nowMs).toISOString();
  const kept: KeptRecord = { ...record, id, created_on: zone.records.get(id)?.created_on ?? nowIso, modified_on: nowIso };
  return { zone: withoutRecord(zone, id, kept), kept };
}

export function withoutRecord(zone: Zone, id: string, ...instead: readonly KeptRecord[]): Zone {
  const others = [...zone.records].filter(([key]) => key !== id);
  return { ...zone, records: new Map([...others, ...instead.map((kept) => [kept.id, kept] as const)]) };
}

export interface Leads {
  /** The record that users resolve, as a full name; undefined where any may be it, and the one written last counts. */
  readonly entry: string | undefined;
  /** Who takes over when a zone is under attack, or a record is proxied. */
  readonly partner: string;
  /** What a record's content means, as plays name it. */
  readonly targets: Readonly<Record<string, string>>;
}

/** Where a zone leads users, as plays name it; undefined where nobody knows. */
export function routeOf({ level, records }: Zone, { entry, partner, targets }: Leads): string | undefined {
  if (level === 'under_attack') return partner;
  const routes = [...records.values()].filter((record) => leading.has(record.type) && (entry === undefined || record.name === entry)).map(({ proxied, content }) => (proxied ? partner : targets[content.toLowerCase().replace(/\.$/, '')]));
  return routes.findLast((route) => route !== undefined);
}
