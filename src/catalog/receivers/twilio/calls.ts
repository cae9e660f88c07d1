/** Holds the line of the receiver `twilio`: calls wait in its queue, ring, are answered by somebody or nobody, and each state is put down and called back. */
import { saidIn, lengthMs, readTwiml, type Verb } from '../../../wire/twiml.ts';
import type { CallEvent, CallRequest, TwilioCallStatus } from '../../../wire/twilio.ts';
import type { CallState, Rung } from '../../../record/events.ts';
import type { Agenda } from '../../agenda.ts';
import { idFrom } from '../../ids.ts';
import type { ReceiverDesk } from '../../receiver.ts';
import { callBackOf, isOver, paramsOf, type Account, type Call } from './call.ts';
import { teller, type Ask } from './call-back.ts';
import { whoAnswers } from './people.ts';
import { pace, type Settings } from './settings.ts';

const setUpMs = 1000;
const busyMs = 2000;
/** What an answering machine says before its beep, which whoever detects the message's end waits for. */
const greetingMs = 8000;
const documentsMax = 20;

type End = Exclude<TwilioCallStatus, 'queued' | 'ringing' | 'in-progress'>;

export interface Line {
  place(request: CallRequest, account: Account, verbs: readonly Verb[] | undefined): Call;
  end(call: Call, state: 'completed' | 'canceled'): void;
  /** Goes on with another document. */
  redirect(call: Call, verbs: readonly Verb[] | string): void;
}

export function openLine({ clock, random, hear }: ReceiverDesk, settings: Settings, agenda: Agenda, ask: Ask): Line {
  const nextSlot = pace(settings.callsPerSecond);
  const callsTo = new Map<string, number>();
  const tellBack = teller(ask);

  const actorOf = ({ answering: { habit } }: Call) => (habit === 'machine' || habit === 'fax' ? 'machine' : 'person');
  const moved = (call: Call, state: CallState, rung: Rung, more: { actor?: 'person' | 'machine' } = {}) => {
    const waited = call.ringingMs === undefined ? {} : { waitedMs: clock.now() - call.ringingMs };
    call.updatedMs = clock.now();
    hear('call.moved', { atMs: clock.now(), call: call.sid, direction: 'outbound', state, to: call.request.To, from: call.request.From, rung, ...(state !== 'queued' && { simulated: true }), ...waited, ...more });
  };
  const notice = (call: Call, rung: Rung, error?: string, said: readonly string[] = call.said) => {
    const text = call.textTold || said.length === 0 ? {} : { text: said.join('\n') };
    call.textTold ||= said.length > 0;
    hear('notice.moved', { atMs: clock.now(), notice: `twilio-${call.sid}`, channel: 'call', rung, to: call.request.To, from: call.request.From, receiver: 'twilio', ...(call.status !== 'queued' && { simulated: true }), ...text, ...(error !== undefined && { error }) });
  };
  const tell = (call: Call, event: CallEvent) => {
    const callBack = callBackOf(call, event, clock.now());
    if (callBack !== undefined) tellBack(call, callBack, call.account.token);
  };

  /** What was proved when it is over: a person who heard it all has *seen* it, one who hung up and a machine got it *delivered*, if anything was said. */
  const proved = (call: Call): { readonly rung: Rung; readonly error?: string } => {
    if (call.acknowledged) return { rung: 'acknowledged' };
    if (call.said.length === 0) return { rung: 'accepted', error: call.trouble ?? 'nothing was said' };
    if (actorOf(call) === 'person') return { rung: call.heardAll ? 'seen' : 'delivered' };
    if (call.answering.habit === 'fax') return { rung: 'accepted', error: 'a fax answered' };
    return call.heardAll ? { rung: 'delivered' } : { rung: 'accepted', error: 'the call ended before the machine had the message' };
  };
  const end = (call: Call, state: End) => {
    const { rung, error } = state === 'completed' ? proved(call) : { rung: 'accepted' as const, error: state };
    call.status = state;
    call.endMs = clock.now();
    moved(call, state, rung);
    if (!call.acknowledged) notice(call, rung, error);
    tell(call, 'completed');
  };

  /** Does something later in this call, unless it ends or is led elsewhere before. */
  const later = (call: Call, ms: number, run: () => void | Promise<void>) => {
    const { turn } = call;
    agenda.at(clock.now() + ms, () => (call.turn === turn && !isOver(call) ? run() : undefined));
  };
  const heardOut = (call: Call) => {
    call.heardAll = true;
    end(call, 'completed');
  };

  const follow = async (call: Call, url: string, method: string, more: Readonly<Record<string, string>>): Promise<void> => {
    const turn = ++call.turn;
    const failed = (got: string) => {
      call.trouble = `expected TwiML from ${url.slice(0, 200)}, got ${got}`;
      end(call, 'completed');
    };
    call.documents += 1;
    if (call.documents > documentsMax) return failed(`${documentsMax} documents that lead to others`);
    const { status, body, error } = await ask({ url, method, params: { ...paramsOf(call), ...more } }, call.account.token);
    const read = status === 200 ? await readTwiml(body) : { wrong: error ?? `status ${status}` };
    if (isOver(call) || call.turn !== turn) return undefined;
    return 'wrong' in read ? failed(read.wrong) : listen(call, read.verbs, url);
  };
  /** An address in a document is relative to where that came from. */
  const resolved = (to: string, url: string | undefined) => (URL.canParse(to, url) ? new URL(to, url).href : to);

  const press = (call: Call, gather: Verb & { is: 'gather' }, url: string | undefined): void | Promise<void> => {
    call.acknowledged = true;
    moved(call, 'acknowledged', 'acknowledged', { actor: 'person' });
    notice(call, 'acknowledged');
    const to = gather.action === undefined ? url : resolved(gather.action, url);
    // Which key they were asked for is in the words; most are asked for this one.
    const [, Digits = '1'] = /\bpress(?: the)?(?: key)?\s+(\d)/i.exec(saidIn(gather.prompt).join(' ')) ?? [];
    return to === undefined ? heardOut(call) : follow(call, to, gather.method ?? 'POST', { Digits, msg: 'Gather End' });
  };

  /** Plays a document to whoever answered: each verb takes its time, and the first that leads elsewhere ends it. */
  const listen = (call: Call, verbs: readonly Verb[], url?: string): void => {
    const { habit, patience, thinkMs } = call.answering;
    call.said.push(...saidIn(verbs));
    if (habit === 'hangs-up') return later(call, patience * lengthMs(verbs), () => end(call, 'completed'));
    let ms = 0;
    for (const verb of verbs) {
      if (verb.is === 'say' || verb.is === 'wait') ms += verb.ms;
      if (verb.is === 'hangup') break;
      if (verb.is === 'redirect') return later(call, ms, () => follow(call, resolved(verb.url, url), verb.method ?? 'POST', {}));
      if (verb.is !== 'gather') continue;
      ms += lengthMs(verb.prompt);
      if (habit === 'acknowledges' && verb.keys && !call.acknowledged) return later(call, ms + Math.min(thinkMs, verb.timeoutMs), () => press(call, verb, url));
      ms += verb.timeoutMs;
    }
    return later(call, ms, () => heardOut(call));
  };

  const answer = (call: Call, verbs: readonly Verb[] | undefined) => {
    const machine = actorOf(call) === 'machine';
    const detection = call.request.MachineDetection;
    call.status = 'in-progress';
    call.startMs = clock.now();
    if (detection !== undefined) call.answeredBy = call.answering.habit === 'fax' ? 'fax' : !machine ? 'human' : detection === 'DetectMessageEnd' ? 'machine_end_beep' : 'machine_start';
    // A person who picks up was reached; whether they also heard what there is to say shows at the end.
    moved(call, machine ? 'voicemail' : 'answered', machine ? 'accepted' : 'delivered', { actor: actorOf(call) });
    tell(call, 'answered');
    later(call, machine && detection === 'DetectMessageEnd' ? greetingMs : 0, () => (verbs === undefined ? follow(call, call.request.Url ?? '', call.request.Method, {}) : listen(call, verbs)));
  };

  const dial = (call: Call, verbs: readonly Verb[] | undefined) => {
    const { habit, ringMs, isCertain } = call.answering;
    tell(call, 'initiated');
    if (habit === 'failed') return later(call, setUpMs, () => end(call, 'failed'));
    if (habit === 'busy') return later(call, busyMs, () => end(call, 'busy'));
    return later(call, setUpMs, () => {
      const patienceMs = call.request.Timeout * 1000;
      call.status = 'ringing';
      call.ringingMs = clock.now();
      moved(call, 'ringing', 'accepted');
      tell(call, 'ringing');
      if (habit === 'no-answer' || (ringMs > patienceMs && !isCertain)) later(call, patienceMs, () => end(call, 'no-answer'));
      else later(call, Math.min(ringMs, patienceMs), () => answer(call, verbs));
    });
  };

  return {
    place: (request, account, verbs) => {
      const nowMs = clock.now();
      const slotMs = nextSlot(nowMs);
      const nth = (callsTo.get(request.To) ?? 0) + 1;
      callsTo.set(request.To, nth);
      const call: Call = {
        sid: `CA${idFrom(random, 32)}`, account, request, createdMs: nowMs, queueMs: slotMs - nowMs, answering: whoAnswers(request.To, settings.people, random.fork(`call ${nth} to ${request.To}`)),
        status: 'queued', updatedMs: nowMs, said: [], textTold: false, acknowledged: false, heardAll: false, documents: 0, turn: 0, tellings: 0,
      };
      moved(call, 'queued', 'accepted');
      notice(call, 'accepted', undefined, verbs && saidIn(verbs));
      agenda.at(slotMs, () => {
        if (!isOver(call)) dial(call, verbs);
      });
      return call;
    },
    end,
    redirect: (call, to) => {
      call.turn += 1;
      later(call, 0, () => (typeof to === 'string' ? follow(call, to, 'POST', {}) : listen(call, to)));
    },
  };
}
