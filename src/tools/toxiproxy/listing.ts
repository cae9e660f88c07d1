/** Holds how Toxiproxy's listing is read: with its toxics, which the client's own classes drop, and under the names that the run gave. */
import type { Toxiproxy } from 'toxiproxy-node-client';
import { z } from 'zod';
import type { ProxyState, Toxic } from '../../ports/proxies.ts';
import { Problem } from '../../problem.ts';
import { givenName } from './toxic-name.ts';

const toxic = z.object({
  name: z.string(),
  type: z.string(),
  stream: z.enum(['upstream', 'downstream']),
  toxicity: z.number(),
  attributes: z.record(z.string(), z.number()).nullable().transform((attributes) => attributes ?? {}),
});
const proxy = z.object({ name: z.string(), listen: z.string(), upstream: z.string(), enabled: z.boolean(), toxics: z.array(toxic) });
const listing = z.record(z.string(), proxy);

function read<S extends z.ZodType>(schema: S, data: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Problem({ expected: `${what} as Toxiproxy 2.12 writes it`, got: z.prettifyError(parsed.error), next: 'Something else may be answering on Toxiproxy\'s port.' });
}

/** Every proxy with its toxics, by their names on the wire. */
export async function wireListing(client: Toxiproxy): Promise<readonly ProxyState[]> {
  const { data } = await client.api.get<unknown>(`${client.host}/proxies`);
  return Object.values(read(listing, data, 'a listing of proxies'));
}

export const readToxic = (data: unknown): Toxic => read(toxic, data, 'a toxic');

/** The same listing by the names that this run gave to its toxics. */
export const given = (run: string, proxies: readonly ProxyState[]): readonly ProxyState[] =>
  proxies.map((state) => ({ ...state, toxics: state.toxics.map((each) => ({ ...each, name: givenName(run, each.name) })) }));

/** True when Toxiproxy holds the toxic as it was meant; attributes that weren't given count as 0 and aren't compared. */
export const holds = (is: Toxic, meant: Toxic): boolean =>
  is.type === meant.type && is.stream === meant.stream && is.toxicity === meant.toxicity && Object.entries(meant.attributes).every(([name, value]) => is.attributes[name] === value);
