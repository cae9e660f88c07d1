/** Holds what Cloudflare's API (version 4) is asked for a zone's security level, its DNS records and an account's audit log, and the envelope of all its answers. */
import { z } from 'zod';
import type { AuditApi } from './audit-log.ts';

/** Source: Cloudflare, "API reference", Zones, Settings, `security_level`. */
export const securityLevels = ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'] as const;
export const securityLevel = z.object({ value: z.enum(securityLevels) });
export type SecurityLevel = (typeof securityLevels)[number];

/** Source: the same, DNS, Records; `ttl` is in seconds, 1 is "automatic". Of other fields none leads traffic anywhere. */
export const dnsRecord = z.looseObject({
  type: z.string().regex(/^[A-Z]{1,10}$/),
  name: z.string().min(1).max(255),
  content: z.string().max(4096).default(''),
  ttl: z.number().int().min(1).max(86_400).default(1),
  proxied: z.boolean().default(false),
  comment: z.string().max(500).nullish(),
  tags: z.array(z.string()).default([]),
});
export type DnsRecord = z.output<typeof dnsRecord>;
/** What a PATCH may change; unlike a PUT it leaves the rest as it is. */
export const dnsRecordChange = z.looseObject({ type: dnsRecord.shape.type, name: dnsRecord.shape.name, content: z.string().max(4096), ttl: z.number().int().min(1).max(86_400), proxied: z.boolean(), comment: z.string().max(500).nullish(), tags: z.array(z.string()) }).partial();

export interface CloudflareError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** Codes, texts and statuses as the API gives them; it lists them nowhere. Source: answers quoted in the issues of Cloudflare's Terraform provider and of `external-dns`. */
export const errors = {
  unauthenticated: { status: 403, code: 10_000, message: 'Authentication error' },
  noRoute: { status: 404, code: 7000, message: 'No route for that URI' },
  noMethod: { status: 405, code: 10_405, message: 'Method not allowed for this authentication scheme' },
  badBody: { status: 400, code: 9207, message: 'Request body is invalid.' },
  badSetting: { status: 400, code: 1007, message: 'Invalid value for zone setting security_level' },
  noSetting: { status: 400, code: 1006, message: 'Unrecognized zone setting name' },
  noRecord: { status: 404, code: 81_044, message: 'Record does not exist.' },
  sameRecord: { status: 400, code: 81_058, message: 'An identical record already exists.' },
  sameHost: { status: 400, code: 81_053, message: 'An A, AAAA, or CNAME record with that host already exists.' },
  badName: { status: 400, code: 9000, message: 'DNS name is invalid.' },
  badA: { status: 400, code: 9005, message: 'Content for A record must be a valid IPv4 address.' },
  badAaaa: { status: 400, code: 9006, message: 'Content for AAAA record must be a valid IPv6 address.' },
  badCname: { status: 400, code: 9007, message: 'Content for CNAME record is invalid.' },
  internal: { status: 500, code: 10_013, message: 'An unknown error occurred' },
} as const satisfies Record<string, CloudflareError>;

export const badIdentifier = (path: string): CloudflareError => ({ status: 404, code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` });

const success = { success: true, errors: [], messages: [] } as const;
export const enveloped = (result: unknown) => ({ ...success, result });
export const envelopedPage = (all: readonly unknown[], page: number, perPage: number) => {
  const result = all.slice((page - 1) * perPage, page * perPage);
  return { ...success, result, result_info: { page, per_page: perPage, count: result.length, total_count: all.length, total_pages: Math.ceil(all.length / perPage) } };
};
export const envelopedError = ({ code, message }: CloudflareError) => ({ success: false, errors: [{ code, message }], messages: [], result: null });

/**
 * Source: Cloudflare API, "Get account audit logs", version 1: `GET /accounts/{account_id}/audit_logs`; `result[]` with `id`, `when` (RFC 3339),
 * `action.type`, `action.result` (whether it succeeded), `actor.email`, `resource.type`, `oldValue`, `newValue`; at most 1000 entries a page, the newest first.
 */
export const cloudflareAudit = (account: string, api: string): AuditApi => ({
  name: 'Cloudflare',
  url: `${api.replace(/\/+$/, '')}/accounts/${encodeURIComponent(account)}/audit_logs?since={since}&direction=desc&per_page=1000`,
  header: { name: 'authorization', prefix: 'Bearer ' },
  shape: { entries: 'result', id: 'id', time: 'when', action: 'action.type', actor: 'actor.email' },
  done: { 'action.result': ['true'] },
});

export const cloudflareApi = 'https://api.cloudflare.com/client/v4';
