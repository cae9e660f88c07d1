/** Holds what Alertmanager's API answers when it is asked for its alerts and its silences (version 2). */
import { z } from 'zod';

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const texts = z.record(z.string(), z.string());

/**
 * Only alerts that still fire are listed. One that is `suppressed`, by a silence or another alert, reaches nobody, and one that is `unprocessed`
 * doesn't yet. Source: Alertmanager's `api/v2/openapi.yaml`, `gettableAlert`.
 */
const alerts = z.array(
  z.object({ fingerprint: z.string(), labels: texts, annotations: texts.default({}), startsAt: time, status: z.object({ state: z.enum(['active', 'suppressed', 'unprocessed']) }) }),
);

/** One that has expired stays listed for days. Source: the same file, `gettableSilence`; `isEqual` came with version 0.22 and is true where it is absent. */
const silences = z.array(
  z.object({
    id: z.string(),
    createdBy: z.string(),
    comment: z.string(),
    endsAt: time,
    matchers: z.array(z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().default(true) })),
  }),
);

export type ApiAlert = z.output<typeof alerts>[number];
export type ApiSilence = z.output<typeof silences>[number];

/** One list of the API: where it is below Alertmanager's base URL, and what is listed. */
export interface ApiList<T> {
  readonly path: string;
  readonly schema: z.ZodType<readonly T[], unknown>;
}

export const apiAlerts: ApiList<ApiAlert> = { path: 'api/v2/alerts', schema: alerts };
export const apiSilences: ApiList<ApiSilence> = { path: 'api/v2/silences', schema: silences };

export const apiUrl = (base: string, { path }: ApiList<unknown>): string => `${base.replace(/\/+$/, '')}/${path}`;

/** What is listed; otherwise what came instead, in words. */
export function listFrom<T>({ schema }: ApiList<T>, body: string): { readonly list: readonly T[] } | { readonly got: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { got: `no JSON: ${body.slice(0, 100)}` };
  }
  const { data, error } = schema.safeParse(parsed);
  const issue = error?.issues[0];
  return data === undefined ? { got: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}` } : { list: data };
}

/** As amtool and Alertmanager's pages write it: `{alertname="SiteDown", team!~"b.*"}`. */
export const matchersText = ({ matchers }: ApiSilence): string =>
  `{${matchers.map(({ name, value, isRegex, isEqual }) => `${name}${isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!='}${JSON.stringify(value)}`).join(', ')}}`;
