/** Holds the simulated mail relay: seven modes, delivery after a moment, bounces, and mailboxes. */
import type { Mail, MailAnswer, MailMessage } from '../../ports/mail.ts';
import type { MailMode } from '../../record/events.ts';
import { proxyFate } from './dependencies.ts';
import type { Letter, State } from './state.ts';

export function deliver(state: State, address: string, letter: Omit<Letter, 'atMs'>): void {
  state.clock.at(state.clock.now() + state.settings.range.mail.deliverMs, () => {
    // Read more often than written to, so that each state of a mailbox is a list of its own.
    state.mailboxes.set(address, [...(state.mailboxes.get(address) ?? []), { ...letter, atMs: state.clock.now() }]);
    return false;
  });
}

export interface Dialogue {
  readonly answer: Omit<MailAnswer, 'ms'>;
  /** How long the relay takes; Infinity where it never answers. */
  readonly tookMs: number;
}

/** Greeting, sender, recipient and message: in mode `slow` each of them waits. */
const replies = 4;

/** How the relay answers now. */
export function dialogue(state: State): Dialogue {
  const way = proxyFate(state, 'mail');
  if (way.outcome === 'timeout') return { answer: { state: 'timeout', reply: '' }, tookMs: Infinity };
  if (way.outcome !== 'ok') return { answer: { state: 'refused', reply: `connection ${way.outcome}` }, tookMs: way.addedMs };
  const tookMs = state.settings.model.smtpMs + way.addedMs;
  const fine: Dialogue = { answer: { state: 'accepted', reply: '250 accepted' }, tookMs };
  const byMode: Readonly<Record<MailMode, Dialogue>> = {
    normal: fine,
    lost: fine,
    bounced: fine,
    slow: { ...fine, tookMs: tookMs + replies * state.settings.range.mail.slowMs },
    refused: { answer: { state: 'refused', reply: '554 no mail service here' }, tookMs },
    hanging: { answer: { state: 'timeout', reply: '' }, tookMs: Infinity },
    'temporary-failure': { answer: { state: 'temporary-failure', reply: '451 try again later' }, tookMs },
  };
  return byMode[state.mailMode];
}

/** What the relay does with a message that it accepted. */
export function accepted(state: State, message: MailMessage): void {
  if (state.mailMode === 'lost') return;
  const { id, subject, text } = message;
  if (state.mailMode === 'bounced') deliver(state, message.from, { id, subject: `Undelivered: ${subject}`, text, bounce: true });
  else deliver(state, message.to, { id, subject, text, bounce: false });
}

/** How long a client waits by itself for a reply before it takes silence for an answer. */
const patienceMs = 5000;

/** When a client knows what became of its mail. */
export const knownAfterMs = ({ tookMs }: Dialogue): number => (tookMs === Infinity ? patienceMs : tookMs);

export function simulatedMail(state: State): Mail {
  return {
    mode: async () => state.mailMode,
    setMode: async (from, to) => {
      if (state.mailMode === from) state.mailMode = to;
      return state.mailMode;
    },
    submit: async (message, stop) => {
      const startedMs = state.clock.now();
      const talk = dialogue(state);
      await state.clock.sleep(knownAfterMs(talk), stop);
      const ms = state.clock.now() - startedMs;
      if (stop.aborted) return { state: 'timeout', ms, reply: '' };
      if (talk.answer.state === 'accepted') accepted(state, message);
      return { ...talk.answer, ms };
    },
    mailbox: async (address) => state.mailboxes.get(address) ?? [],
  };
}
