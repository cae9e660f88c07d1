/** Holds a sender's queue: mail that the relay can't take now is handed in again and again, as RFC 5321 (section 4.5.4.1) asks of whoever sends; what it refuses for good is not. */
import type { MailAnswer, MailMessage } from '../../ports/mail.ts';
import { accepted, dialogue } from './mail.ts';
import type { State } from './state.ts';

/** 5yz is for good; 4yz, silence and a connection that isn't taken are for now. */
const isForNow = ({ state, reply }: Pick<MailAnswer, 'state' | 'reply'>): boolean => state === 'temporary-failure' || state === 'timeout' || (state === 'refused' && reply.startsWith('connection'));

/** Takes what the relay answered; does nothing where the model has no queue. Its times pass as fast as the drill's. */
export function queueUp(state: State, answer: Pick<MailAnswer, 'state' | 'reply'>, message: MailMessage, sinceMs = state.clock.now()): void {
  const { clock, settings: { model, diversion } } = state;
  if (model.mailQueue === null || !isForNow(answer)) return;
  const nextMs = clock.now() + model.mailQueue.retryMs / diversion.compression;
  if (nextMs - sinceMs > model.mailQueue.giveUpMs / diversion.compression) return;
  clock.at(nextMs, () => {
    if (!state.open) return false;
    const { answer: again } = dialogue(state);
    if (again.state === 'accepted') accepted(state, message);
    else queueUp(state, again, message, sinceMs);
    return false;
  });
}
