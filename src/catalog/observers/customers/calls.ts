/** Holds customers who call: the hotline, the next number when nobody answers, and their account manager where they have one. */
import type { PhoneCall } from '../../../ports/phone.ts';
import type { Member } from '../../../ports/plays.ts';
import type { Events } from '../../../record/events.ts';
import type { Crowd } from './crowd.ts';

const managersLine = 'account-manager';
/** How often a caller listens, and how often one who left a message looks for an answer, at the usual pace of customers. */
const lookMs = 250;
const lookBackMs = 2000;

type Moved = Omit<Events['call.moved'], 'atMs' | 'call' | 'direction' | 'to' | 'customer'>;

/** One call, until it was answered or came to nothing. Resolves with whether somebody answered. */
async function call(crowd: Crowd, customer: Member, line: string): Promise<boolean> {
  const { spec, world, emit, stop } = crowd;
  const { phone, clock } = world;
  const id = crowd.name('call');
  const sinceMs = clock.now();
  const moved = (what: Moved) => void emit('call.moved', { atMs: clock.now(), call: id, direction: 'inbound', to: line, customer: customer.id, ...what });
  const waitedMs = () => Math.round(clock.now() - sinceMs);
  const first = await crowd.limited((limit) => phone.dial(id, line, limit));
  if (stop.aborted) return false;
  if (first.state === 'busy') {
    moved({ state: 'busy' });
    return false;
  }
  moved({ state: 'ringing' });
  const patienceMs = crowd.drawMs(spec.patience);
  let heard: PhoneCall = first;
  await crowd.watch(crowd.paced(lookMs), async () => {
    heard = await crowd.limited((limit) => phone.look(id, limit));
    return heard.state !== 'ringing' || clock.now() - sinceMs >= patienceMs;
  });
  // A call that the end of the drill cuts off came to nothing that anybody could have prevented.
  if (stop.aborted) return false;
  if (heard.state === 'answered') {
    moved({ state: 'answered', actor: 'person', waitedMs: waitedMs(), ...(heard.text !== undefined && { text: heard.text }) });
    await clock.sleep(crowd.drawMs(spec.talk), stop);
    await phone.hangUp(id, world.clock.deadline(spec.timeoutMs));
    return true;
  }
  if (heard.state === 'ringing') heard = await crowd.limited((limit) => phone.hangUp(id, limit));
  moved({ state: heard.state === 'voicemail' ? 'voicemail' : 'abandoned', ...(heard.state === 'voicemail' && { actor: 'machine' as const }), waitedMs: waitedMs() });
  if (heard.state === 'voicemail') crowd.later(() => waitForCallBack(crowd, id, (text) => moved({ state: 'called-back', actor: 'person', waitedMs: waitedMs(), ...(text !== undefined && { text }) })));
  return false;
}

const waitForCallBack = (crowd: Crowd, id: string, back: (text: string | undefined) => void): Promise<void> =>
  crowd.watch(crowd.paced(lookBackMs), async () => {
    const { calledBack, text } = await crowd.limited((limit) => crowd.world.phone.look(id, limit));
    if (calledBack) back(text);
    return calledBack;
  });

/** Tries line after line until somebody answers; `lines` are those of support unless they are given. */
export async function callSupport(crowd: Crowd, customer: Member, lines?: readonly string[]): Promise<void> {
  const support = lines ?? (await crowd.limited((limit) => crowd.world.phone.lines(limit)));
  for (const line of [...support, ...(customer.managed ? [managersLine] : [])]) {
    if (crowd.stop.aborted || (await call(crowd, customer, line))) return;
  }
}
