/** Holds the case portal, which shares the edge's fate: customers open cases there, the support desk acknowledges or deletes them. */
import { z } from 'zod';
import { asks, type Control, ok, take } from '../kit/control.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { originHandler } from './origin.ts';

const settings = z.strictObject({ ...ports });
const opened = z.looseObject({ id: z.string().min(1), subject: z.string() });
const acknowledged = z.strictObject({ state: z.literal('acknowledged'), text: z.string().max(2000).optional() });
const missing = { status: 404, json: { error: 'there is no such case' } };

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('portal');
    const cases = new Map<string, { readonly id: string; readonly subject: string; readonly state: 'opened' | 'acknowledged'; readonly text?: string }>();
    const desk: Control = (ask) => {
      if (asks(ask, 'POST', 'portal', 'cases')) {
        const { id, subject } = take(opened, ask.body);
        const known = cases.get(id);
        if (known === undefined) cases.set(id, { id, subject, state: 'opened' });
        else if (known.subject !== subject) return { status: 409, json: { error: `case ${id} exists with another subject` } };
        return { status: 201, json: { id } };
      }
      if (asks(ask, 'GET', 'portal', 'cases', '*')) {
        const found = cases.get(ask.path[2] ?? '');
        return found === undefined ? missing : ok(found);
      }
      return asks(ask, 'GET', 'portal') ? { status: 200, text: 'case portal' } : undefined;
    };
    const control: Control = (ask) => {
      if (asks(ask, 'POST', 'forget')) cases.clear();
      if (asks(ask, 'GET', 'cases')) return ok([...cases.values()].map(({ id, state }) => ({ id, state })));
      const known = cases.get(ask.path[1] ?? '');
      if (asks(ask, 'PUT', 'cases', '*')) {
        const { state, text } = take(acknowledged, ask.body);
        if (known === undefined) return missing;
        cases.set(known.id, { ...known, state, ...(text !== undefined && { text }) });
        return ok({ id: known.id, state });
      }
      if (asks(ask, 'DELETE', 'cases', '*')) return cases.delete(known?.id ?? '') ? ok({ deleted: known?.id }) : missing;
      return undefined;
    };
    return httpService({ settings: given, tally, handle: originHandler('portal', tally, desk), control });
  },
});
