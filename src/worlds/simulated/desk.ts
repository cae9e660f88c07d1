/** Holds the simulated support desk and its telephones: the range's own switchboard under the virtual clock, and the portal's cases. */
import type { Phone, PhoneCall } from '../../ports/phone.ts';
import type { Ask, Plays } from '../../ports/plays.ts';
import { Problem } from '../../problem.ts';
import type { Call } from '../../range/hotline/switchboard.ts';
import { answerTo, supportMailbox } from '../../ports/support-mail.ts';
import { callAsks, caseAsks, letterAsks, mentionAsks } from '../practice/desk.ts';
import { accepted, dialogue, knownAfterMs } from './mail.ts';
import type { State } from './state.ts';

const callMs = 5;

function heard(call: Call | undefined, what: string): PhoneCall {
  if (call === undefined) throw new Problem({ expected: `the hotline to know ${what}`, got: 'nothing', where: 'the simulated hotline' });
  return { state: call.state, text: call.text, calledBack: call.calledBack };
}

export function simulatedPhone(state: State): Phone {
  const { switchboard, clock } = state;
  const after = async (what: () => PhoneCall, stop: AbortSignal) => {
    await clock.sleep(callMs, stop);
    return what();
  };
  return {
    lines: async () => switchboard.lines,
    dial: (id, line, stop) => after(() => heard(switchboard.dial(id, line), `a line ${line}`), stop),
    // Callers listen all the time; what one look takes would only be many wake-ups.
    look: async (id) => heard(switchboard.call(id), `call ${id}`),
    hangUp: (id, stop) => after(() => heard(switchboard.hangUp(id), `call ${id}`), stop),
  };
}

export function simulatedDesk(state: State): Pick<Plays, 'asks' | 'answer' | 'remove'> {
  const { switchboard, cases, mailboxes, clock } = state;
  const asksIn: Readonly<Record<Ask['way'], () => readonly Ask[]>> = {
    call: () => callAsks(switchboard.waiting()),
    social: () => mentionAsks(switchboard.mentions()),
    portal: () => caseAsks([...cases.values()]),
    email: () => letterAsks(mailboxes.get(supportMailbox) ?? []),
  };
  return {
    asks: async (ways) => ways.flatMap((way) => asksIn[way]()),
    answer: async (ask, text, stop) => {
      if (ask.way === 'email') {
        const talk = dialogue(state);
        await clock.sleep(knownAfterMs(talk), stop);
        if (stop.aborted || talk.answer.state !== 'accepted') return false;
        accepted(state, answerTo(ask.id, text));
        return true;
      }
      await clock.sleep(callMs, stop);
      if (stop.aborted) return false;
      if (ask.way === 'call') return (ask.rings ? switchboard.answer(ask.id, text) : switchboard.callBack(ask.id, text)) !== undefined;
      if (ask.way === 'social') return switchboard.reply(ask.id, text) !== undefined;
      if (!cases.has(ask.id)) return false;
      cases.set(ask.id, { id: ask.id, state: 'acknowledged', text });
      return true;
    },
    remove: async (id) => void cases.delete(id),
  };
}
