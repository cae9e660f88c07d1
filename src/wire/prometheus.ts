/** Holds how a Prometheus is asked for one number: the address of an instant query, and what its answer says. */
import { z } from 'zod';

/** Source: Prometheus, "HTTP API", instant queries: a vector of samples, or one scalar. Values are texts, since JSON has no NaN. */
const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) }),
    z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
  ]),
});

export const instantQueryUrl = (base: string, query: string): string => `${base.replace(/\/+$/, '')}/api/v1/query?query=${encodeURIComponent(query)}`;

/** The one number that a query gave; otherwise what came instead, in words. */
export function numberFrom(body: string): { readonly value: number } | { readonly got: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { got: `no JSON: ${body.slice(0, 100)}` };
  }
  const read = answer.safeParse(parsed);
  if (!read.success) return { got: body.slice(0, 200) };
  const { data } = read.data;
  const texts = data.resultType === 'scalar' ? [data.result[1]] : data.result.map((sample) => sample.value[1]);
  const [text] = texts;
  if (text === undefined) return { got: 'no sample: nothing matches the query now' };
  if (texts.length > 1) return { got: `${texts.length} samples: add them up in the query, for example with sum()` };
  const value = Number(text);
  return Number.isNaN(value) ? { got: text } : { value };
}
