/** Holds how receivers read what comes to them: bodies against a schema, paths and their queries, and the refusal of what they don't take. */
import type { z } from 'zod';
import type { Inbound, Outbound } from '../ports/inbound.ts';
import { reasonOf } from '../problem.ts';
import type { ReceiverDesk } from './receiver.ts';

/** `at` is the path of the first field that is wrong, empty where it is the whole; `broken` where it could not even be read. */
export type Read<T> = { readonly value: T } | { readonly wrong: string; readonly at: string; readonly broken?: true };

/** Against a schema, what is there; otherwise what is wrong with it, in words. */
export function readValue<T>(schema: z.ZodType<T, unknown>, raw: unknown): Read<T> {
  const { data, error } = schema.safeParse(raw);
  const issue = error?.issues[0];
  const at = issue?.path.join('.') ?? '';
  return error === undefined ? { value: data } : { wrong: `${at}: ${issue?.message ?? 'not understood'}`, at };
}

export const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

export function readJson<T>(schema: z.ZodType<T, unknown>, body: Uint8Array | string): Read<T> {
  try {
    return readValue(schema, JSON.parse(typeof body === 'string' ? body : textOf(body)));
  } catch (error) {
    return { wrong: reasonOf(error), at: '', broken: true };
  }
}

/** Whether a content type names a media type, whatever its parameters. */
export const isOfType = ({ headers }: Inbound, type: string): boolean => (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === type;

/** A path for a refusal, without its query: that may hold a credential. */
export const wayOf = ({ method, path }: Inbound): string => `${method} ${path.split('?')[0]?.slice(0, 200) ?? ''}`;

/** A path's parts, decoded, and its query. A part that is no proper encoding stays as it came. */
export function partsOf({ path }: Inbound): { readonly parts: readonly string[]; readonly query: URLSearchParams } {
  const [way = '', ...query] = path.split('?');
  const decoded = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  return { parts: way.split('/').filter((part) => part !== '').map(decoded), query: new URLSearchParams(query.join('?')) };
}

/** A credential that every vendor's receiver refuses, so that a team sees what its tools do then. */
export const wrongCredential = 'gameday-wrong';

/** What stands behind the scheme (`Bearer`, `OAuth`) in the header `authorization`; undefined where there is none, or the wrong one. */
export function credentialOf({ headers }: Inbound, scheme: string): string | undefined {
  const [given = '', ...rest] = (headers['authorization'] ?? '').trim().split(/\s+/);
  const credential = rest.join(' ');
  return given.toLowerCase() === scheme.toLowerCase() && credential !== '' && credential !== wrongCredential ? credential : undefined;
}

/** Puts a refusal down and gives the vendor's answer to it. */
export const refuser = ({ clock, hear }: Pick<ReceiverDesk, 'clock' | 'hear'>, receiver: string) => (answer: Outbound, why: string): Outbound => {
  hear('receiver.refused', { atMs: clock.now(), receiver, status: answer.status, why });
  return answer;
};
