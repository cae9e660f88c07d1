/** Holds the practice range's telephones, as customers reach them: over the hotline's own port, which shares nothing with the edge. */
import { z } from 'zod';
import type { Http, HttpAnswer } from '../../ports/http.ts';
import type { Phone } from '../../ports/phone.ts';
import { Problem } from '../../problem.ts';

const call = z.object({ state: z.enum(['busy', 'ringing', 'voicemail', 'answered', 'abandoned', 'completed']), text: z.string().optional(), calledBack: z.boolean() });
const names = z.array(z.string());
const headers = { 'content-type': 'application/json' };

export function practicePhone(http: Http, hotline: string): Phone {
  const read = <S extends z.ZodType>(schema: S, answer: HttpAnswer, what: string): z.output<S> => {
    const { data } = schema.safeParse(answer.status === 200 ? JSON.parse(answer.body) : undefined);
    if (data === undefined) throw new Problem({ expected: `the hotline to ${what}`, got: answer.error ?? `status ${answer.status} ${answer.body.slice(0, 200)}`, where: hotline });
    return data;
  };
  const at = (id: string) => `${hotline}/calls/${encodeURIComponent(id)}`;
  return {
    lines: async (stop) => read(names, await http.fetch({ url: `${hotline}/lines` }, stop), 'name its lines'),
    dial: async (id, line, stop) => read(call, await http.fetch({ url: `${hotline}/calls`, method: 'POST', headers, body: JSON.stringify({ id, line }) }, stop), `take a call on ${line}`),
    look: async (id, stop) => read(call, await http.fetch({ url: at(id) }, stop), `tell of call ${id}`),
    hangUp: async (id, stop) => read(call, await http.fetch({ url: at(id), method: 'DELETE' }, stop), `end call ${id}`),
  };
}
