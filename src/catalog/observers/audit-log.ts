/** Holds the observer `audit-log`: when diversion and the way back were commanded, by what the provider's own audit log says was done. */
import { z } from 'zod';
import { Problem } from '../../problem.ts';
import { auditEntries, auditMatches, dateOf } from '../../wire/audit-log.ts';
import type { AuditApi, AuditEntry } from '../../wire/audit-log.ts';
import { cloudflareApi, cloudflareAudit } from '../../wire/cloudflare.ts';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';
import { serverClock } from './server-clock.ts';

const limitMs = 5000;
/** Asked for from a little before and until a little after, since the provider's clock may be off. */
const slackMs = 120_000;

const text = z.string().min(1);
/** So that a scenario can't send off whatever else the environment holds. */
const token = z.string().regex(/^GAMEDAY_[A-Z0-9_]+$/, { error: (issue) => `expected the name of an environment variable that begins with GAMEDAY_, got ${JSON.stringify(issue.input)}` }).describe('the environment variable that holds the secret; the record has its name alone');
const isSafe = (url: string) => url.startsWith('https://') || /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[:/?#]|$)/.test(url);
const url = z.url({ protocol: /^https?$/ }).refine(isSafe, { error: 'expected https: a secret is sent there' });
const match = z.record(text, z.union([text, z.array(text).min(1)]).transform((one) => [one].flat())).refine((paths) => Object.keys(paths).length > 0, { error: 'expected at least one path with its text' });

const cloudflare = z.strictObject({ account: text.describe("the account's id"), token, api: url.default(cloudflareApi) });
const other = z.strictObject({
  name: text.describe('how reports call the provider'),
  url: url.describe('what is asked with GET; {since} and {before} in it stand for the oldest and the newest moment that is of interest'),
  header: z.strictObject({ name: text.default('authorization'), prefix: z.string().default('Bearer '), token }),
  entries: z.string().default('').describe('where the list is in the answer, such as result; empty where the answer is the list'),
  id: text.default('id'),
  time: text.describe('where an entry tells when: RFC 3339 with its zone, or unix time'),
  action: text.describe('where an entry tells what was done'),
  actor: text.describe('where an entry tells who did it'),
});

const spec = z
  .strictObject({
    cloudflare: cloudflare.optional(),
    provider: other.optional(),
    divert: match.describe('what the entry of a command to divert has, by its path, such as "resource.type": dns.record; * stands for anything'),
    failBack: match.optional().describe('the same for the command to fail back'),
    every: every('5s'),
  })
  .refine(({ cloudflare, provider }) => (cloudflare === undefined) !== (provider === undefined), { error: 'expected either `cloudflare`, or `provider` for another one' })
  .transform(({ every, ...spec }) => ({ ...spec, everyMs: every }));
type Spec = z.output<typeof spec>;

const inUrl = (ms: number): string => encodeURIComponent(new Date(ms).toISOString());

function apiOf({ cloudflare, provider }: Spec): { readonly api: AuditApi; readonly token: string } | undefined {
  if (cloudflare !== undefined) return { api: cloudflareAudit(cloudflare.account, cloudflare.api), token: cloudflare.token };
  if (provider === undefined) return undefined;
  const { name, url, header, ...shape } = provider;
  return { api: { name, url, header, shape, done: {} }, token: header.token };
}

/** Our own moment of what the provider's clock tells; without a comparison of the clocks nobody knows how exact that is. */
function moment({ fromMs, spanMs }: AuditEntry, ahead: { readonly fromMs: number; readonly toMs: number } | undefined, heardMs: number): { readonly atMs: number; readonly clockErrMs?: number } {
  if (ahead === undefined) return { atMs: Math.min(fromMs + spanMs / 2, heardMs) };
  const from = fromMs - ahead.toMs;
  // It was done before it could be told of.
  const to = Math.max(from, Math.min(fromMs + spanMs - ahead.fromMs, heardMs));
  return { atMs: (from + to) / 2, clockErrMs: (to - from) / 2 };
}

export const auditLog = observer({
  kind: 'audit-log',
  summary: "asks the audit log of a partner, CDN or DNS provider: when diversion was commanded, by the provider's own time",
  needs: ['http'],
  spec,
  secrets: ({ cloudflare, provider }) => [cloudflare?.token ?? provider?.header.token ?? []].flat(),
  observe: async (given, world, emit, stop) => {
    const known = apiOf(given);
    if (known === undefined) return;
    const { api, token } = known;
    const clock = serverClock();
    const told = new Set<string>();
    const startMs = world.clock.now();
    const witness = { kind: 'audit-log', name: `${api.name}'s audit log` } as const;
    const milestoneOf = (entry: AuditEntry) => {
      if (!auditMatches(api.done, entry)) return undefined;
      if (auditMatches(given.divert, entry)) return 'commanded' as const;
      return given.failBack !== undefined && auditMatches(given.failBack, entry) ? ('failed-back' as const) : undefined;
    };
    await rounds('observer audit-log', given.everyMs, world, emit, stop, async () => {
      const sentMs = world.clock.now();
      const url = api.url.replace('{since}', inUrl(startMs - slackMs)).replace('{before}', inUrl(sentMs + slackMs));
      const { status, body, headers, error } = await world.clock.within(limitMs, stop, (limit) => world.http.fetch({ url, secret: { ...api.header, env: token } }, limit));
      const heardMs = world.clock.now();
      const read = status === 200 ? auditEntries(api.shape, body) : { got: status === 0 ? (error ?? 'no answer') : `status ${status}` };
      if (stop.aborted) return;
      if (!('list' in read)) throw new Problem({ expected: `entries of ${witness.name}`, got: read.got, where: new URL(url).origin, next: 'Look whether address, secret and its permissions are right; until then no command is seen this way.' });
      const date = dateOf(headers);
      if (date !== undefined) clock.told(date, sentMs, heardMs);
      const ahead = clock.ahead();
      if (ahead !== undefined) emit('clock.compared', { atMs: heardMs, source: api.name, offsetMs: (ahead.fromMs + ahead.toMs) / 2, errMs: (ahead.toMs - ahead.fromMs) / 2 });
      for (const entry of read.list) {
        const milestone = told.has(entry.id) ? undefined : milestoneOf(entry);
        if (milestone === undefined) continue;
        told.add(entry.id);
        const when = moment(entry, ahead, heardMs);
        // Of something that was done before the drill nobody needs to know.
        if (when.atMs + (when.clockErrMs ?? 0) < startMs) continue;
        const detail = `${entry.action} by ${entry.actor}, at ${new Date(entry.fromMs).toISOString()} by the clock of ${api.name}, entry ${entry.id}`;
        emit('milestone.reached', { ...when, milestone, role: 'network', source: 'observed', detail, witness });
      }
    });
  },
});
