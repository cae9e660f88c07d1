/** Holds how a JSON body is read by its schema. */
import type { z } from 'zod';

/** The value; otherwise what came instead, in words, and where. */
export function jsonOf<T>(schema: z.ZodType<T, unknown>, body: Uint8Array): { readonly value: T } | { readonly wrong: string; readonly at: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    return { wrong: `no JSON: ${error instanceof Error ? error.message : String(error)}`, at: '' };
  }
  const { data, error } = schema.safeParse(parsed);
  if (error === undefined) return { value: data };
  const issue = error.issues[0];
  const at = issue?.path.join('.') ?? '';
  return { wrong: `${at === '' ? '' : `${at}: `}${issue?.message ?? 'not understood'}`, at };
}
