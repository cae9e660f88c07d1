/** Holds the hotline: telephone lines of support and what is asked in public, both outside the edge; customers on one port, the support desk on the other. */
import { z } from 'zod';
import { createSwitchboard } from '../hotline/switchboard.ts';
import { asks, type Control, ok, take } from '../kit/control.ts';
import { Gauge } from '../kit/prometheus.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { hotlineSettings } from '../settings.ts';
import { originHandler } from './origin.ts';

const settings = z.strictObject({ ...ports, hotline: hotlineSettings.prefault({}) });
const text = z.string().max(2000);
const dialled = z.looseObject({ id: z.string().min(1), line: z.string() });
const answered = z.strictObject({ state: z.enum(['answered', 'called-back']), text });
const mentioned = z.looseObject({ id: z.string().min(1), text });
const replied = z.strictObject({ text });

const found = (what: object | undefined, status: number, otherwise: string) => (what === undefined ? { status, json: { error: otherwise } } : ok(what));

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('hotline');
    const board = createSwitchboard(given.hotline, Date.now);
    void new Gauge({
      name: 'range_hotline_calls',
      help: 'Calls since the last drill, by what became of them.',
      labelNames: ['state'],
      registers: [tally.registry],
      collect() {
        this.reset();
        for (const { state } of board.calls()) this.inc({ state });
      },
    });
    const customers: Control = (ask) => {
      if (asks(ask, 'GET', 'lines')) return ok(board.lines);
      if (asks(ask, 'POST', 'calls')) {
        const { id, line } = take(dialled, ask.body);
        return found(board.dial(id, line), 404, `no line is called ${line}`);
      }
      const id = ask.path[1] ?? '';
      if (asks(ask, 'GET', 'calls', '*')) return found(board.call(id), 404, 'there is no such call');
      if (asks(ask, 'DELETE', 'calls', '*')) return found(board.hangUp(id), 404, 'there is no such call');
      if (asks(ask, 'POST', 'mentions')) {
        const wanted = take(mentioned, ask.body);
        return { status: 201, json: board.mention(wanted.id, wanted.text) };
      }
      return asks(ask, 'GET', 'mentions', '*') ? found(board.mentions().find((one) => one.id === id), 404, 'nobody asked that') : undefined;
    };
    const desk: Control = (ask) => {
      if (asks(ask, 'POST', 'forget')) board.forget();
      if (asks(ask, 'GET', 'calls')) return ok(board.calls());
      if (asks(ask, 'GET', 'mentions')) return ok(board.mentions());
      const id = ask.path[1] ?? '';
      if (asks(ask, 'PUT', 'calls', '*')) {
        const { state, text: said } = take(answered, ask.body);
        return found(state === 'answered' ? board.answer(id, said) : board.callBack(id, said), 409, `that call cannot be ${state}`);
      }
      return asks(ask, 'PUT', 'mentions', '*') ? found(board.reply(id, take(replied, ask.body).text), 404, 'nobody asked that') : undefined;
    };
    return httpService({ settings: given, tally, handle: originHandler('hotline', tally, customers), control: desk });
  },
});
