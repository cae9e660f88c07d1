/** Holds the directory: who is absent from the rota, and whom the vendor has on its distribution list, with their channels. */
import { z } from 'zod';
import { urlOf } from '../address.ts';
import { asks, type Control, ok, serveControl, take } from '../kit/control.ts';
import { shut } from '../kit/listen.ts';
import { controlPort, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { audienceSettings } from '../settings.ts';

const settings = z.strictObject({ ...controlPort, audience: audienceSettings.prefault({}) });
const absence = z.strictObject({ role: z.string().min(1), absent: z.boolean() });

export interface Customer {
  readonly id: string;
  readonly address: string;
  readonly channels: readonly ('email' | 'status-page')[];
}

/** The list is the same at every start: who lacks a channel follows from the shares alone. Somebody who lacks both is on no list at all. */
export function audienceOf({ customers, withoutEmail, withoutStatusPage }: z.output<typeof audienceSettings>): readonly Customer[] {
  return Array.from({ length: customers }, (_, at) => {
    const id = `customer-${String(at + 1).padStart(4, '0')}`;
    // The two shares are dealt from opposite ends, so that they overlap as little as they can.
    const email = at >= Math.round(customers * withoutEmail);
    const statusPage = at < customers - Math.round(customers * withoutStatusPage);
    return { id, address: `${id}@customers.example`, channels: [...(email ? (['email'] as const) : []), ...(statusPage ? (['status-page'] as const) : [])] };
  });
}

export default serviceFile({
  settings,
  async start(given) {
    const absent = new Set<string>();
    const audience = audienceOf(given.audience);
    const control: Control = (ask) => {
      if (asks(ask, 'GET', 'absent')) return ok([...absent]);
      if (asks(ask, 'GET', 'audience')) return ok(audience);
      if (!asks(ask, 'PUT', 'absent')) return undefined;
      const wanted = take(absence, ask.body);
      if (wanted.absent) absent.add(wanted.role);
      else absent.delete(wanted.role);
      return ok([...absent]);
    };
    const desk = await serveControl(given.control, createTally('directory'), control);
    return { control: urlOf(given.control), close: () => shut(desk) };
  },
});
