/** Holds the ledger: what it has acknowledged once must still be there after the drill. */
import { z } from 'zod';
import { asks, type Control, ok, take } from '../kit/control.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { originHandler } from './origin.ts';

const settings = z.strictObject({ ...ports });
const entry = z.strictObject({ id: z.string().min(1), text: z.string() });

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('ledger');
    const entries = new Map<string, { readonly text: string; readonly atMs: number }>();
    const write: Control = (ask) => {
      if (!asks(ask, 'POST', 'entries')) return undefined;
      const { id, text } = take(entry, ask.body);
      const known = entries.get(id);
      // The same write again is a retry whose first answer was lost: it is acknowledged again, not written twice.
      if (known !== undefined) return known.text === text ? ok({ id }) : { status: 409, json: { error: `entry ${id} is there already with another text` } };
      entries.set(id, { text, atMs: Date.now() });
      return { status: 201, json: { id } };
    };
    const control: Control = (ask) => {
      if (asks(ask, 'POST', 'forget')) entries.clear();
      return asks(ask, 'GET', 'entries') ? ok([...entries.keys()]) : undefined;
    };
    return httpService({ settings: given, tally, handle: originHandler('ledger', tally, write), control });
  },
});
