/** Holds the directory: who is absent from the rota, and whom the vendor has on its distribution list, with their channels. */
import { z } from 'zod';
import { urlOf } from '../address.ts';
import { audienceOf } from '../audience.ts';
import { asks, type Control, ok, serveControl, take } from '../kit/control.ts';
import { shut } from '../kit/listen.ts';
import { controlPort, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { audienceSettings } from '../settings.ts';

const settings = z.strictObject({ ...controlPort, audience: audienceSettings.prefault({}) });
const absence = z.strictObject({ role: z.string().min(1), absent: z.boolean() });

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
