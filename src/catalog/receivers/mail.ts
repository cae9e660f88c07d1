/** Holds the receiver `mail`: takes whole messages by SMTP; what arrives about an earlier one (a bounce, a receipt) moves that one. */
import type { InboundMail, MailReply } from '../../ports/capabilities.ts';
import type { Rung } from '../../record/events.ts';
import { bare, headOf } from '../../wire/mail-head.ts';
import { isReport, reportIn } from '../../wire/mail-report.ts';
import type { DeliveryOf, MailReport } from '../../wire/mail-report.ts';
import { readMail } from '../../wire/mail-text.ts';
import { plain, type Receiver, type ReceiverDesk } from '../receiver.ts';
import { failureText, mailModes } from './mail-modes.ts';
import { putDown } from './put-down.ts';

/** Messages that are read whole in one second, and at one time. In a flood the others are put down by their heads, which costs a hundredth. */
const wholePerSecondMax = 200;
const wholeAtOnceMax = 50;
/** Messages that a report may be about; the oldest are forgotten. */
const rememberedMax = 100_000;
const idMax = 998;

const taken: MailReply = { code: 250, text: '2.0.0 message accepted, which says nothing about its delivery' };
const replies: Readonly<Record<string, MailReply>> = {
  refused: { code: 554, text: '5.3.0 this server takes no mail' },
  'temporary-failure': { code: 451, text: '4.3.0 this server cannot take mail at the moment' },
};

/** Delivery is proved by the word of the last server alone; one that was passed on to a server that tells nothing is no more than accepted. */
const rungOf = (action: DeliveryOf['action']): Rung => (action === 'delivered' ? 'delivered' : 'accepted');

function open(desk: ReceiverDesk) {
  const { clock, hear } = desk;
  const modes = mailModes(['normal', 'refused', 'temporary-failure', 'lost']);
  const remembered = new Map<string, Set<string>>();
  let unnamed = 0;
  let reading = 0;
  let second = { of: 0, whole: 0 };

  const refuse = (status: number, why: string) => hear('receiver.refused', { atMs: clock.now(), receiver: 'mail', status, why });

  const remember = (id: string, to: readonly string[]) => {
    const known = remembered.get(id) ?? new Set();
    for (const one of to) known.add(one.toLowerCase());
    remembered.set(id, known);
    if (remembered.size > rememberedMax) for (const oldest of remembered.keys()) return remembered.delete(oldest);
  };

  const mayReadWhole = (atMs: number): boolean => {
    const now = Math.floor(atMs / 1000);
    if (second.of !== now) second = { of: now, whole: 0 };
    if (second.whole >= wholePerSecondMax || reading >= wholeAtOnceMax) return false;
    second.whole += 1;
    return true;
  };

  const read = async (raw: Uint8Array, subject: string, atMs: number): Promise<{ readonly subject: string; readonly text: string }> => {
    if (!mayReadWhole(atMs)) return { subject, text: '' };
    reading += 1;
    try {
      return await readMail(raw);
    } catch {
      return { subject, text: '' };
    } finally {
      reading -= 1;
    }
  };

  /** Moves what a report is about. Who reports on what never came here may be guessing, or be wrong about where mail goes. */
  const moved = (report: MailReport, from: string): MailReply => {
    const atMs = clock.now();
    const { id } = report;
    const said = report.about === 'delivery' ? report.recipients.map(({ to, action, saw }) => ({ to, rung: rungOf(action), error: action === 'failed' || action === 'delayed' ? `${action}: ${saw}` : undefined })) : [{ to: report.to, rung: report.disposition === 'displayed' ? ('seen' as const) : ('delivered' as const), error: undefined }];
    const ours = said.filter(({ to }) => remembered.get(id)?.has(to.toLowerCase()) === true);
    for (const { to, rung, error } of ours) hear('notice.moved', { atMs, notice: id, channel: 'email', rung, to, from, receiver: 'mail', ...(error !== undefined && { error }) });
    const strange = said.filter((one) => !ours.includes(one)).map(({ to }) => to);
    if (strange.length > 0) refuse(550, `expected a report about a message that came here, got one about ${id.slice(0, idMax)} to ${strange.join(', ').slice(0, idMax)}`);
    return ours.length > 0 ? taken : { code: 550, text: '5.7.1 no such message to such a recipient came here' };
  };

  const mail = async ({ from, to, raw }: InboundMail): Promise<MailReply> => {
    const atMs = clock.now();
    const head = headOf(raw);
    const mode = modes.mode();
    if (isReport(head) && mode === 'normal') {
      const report = reportIn(head, raw);
      if (!('lacks' in report)) return moved(report, from);
      refuse(554, `expected a report with ${report.lacks}, got one without`);
      return { code: 554, text: `5.6.0 expected ${report.lacks}` };
    }
    const id = bare(head.get('message-id') ?? '').slice(0, idMax) || `unnamed-${++unnamed}`;
    if (mode === 'normal') remember(id, to);
    const letter = { ...(await read(raw, head.get('subject') ?? '', atMs)), id, from, to };
    const reply = replies[mode] ?? taken;
    putDown(desk, 'mail', letter, { atMs, rung: reply === taken ? 'accepted' : 'submitted', ...(mode !== 'normal' && { error: failureText[mode] }) });
    return reply;
  };

  return {
    mail,
    answer: async (request: Parameters<typeof modes.answer>[0]) => {
      const answered = modes.answer(request);
      if (answered !== undefined) return answered;
      refuse(404, `expected a message by SMTP, or GET or PUT of /-/mode, got ${request.method} ${request.path.slice(0, 200)}`);
      return plain(404, 'This receiver takes mail by SMTP. Its mode is at /-/mode.');
    },
  };
}

export const mail: Receiver = {
  kind: 'mail',
  summary: 'takes mail by SMTP; bounces (RFC 3464) and receipts (RFC 8098) that arrive move the message that they are about',
  settings: ({ url, smtp }) => ({
    tap: `# A canary on the distribution list, in Postfix: put canary@gameday.example on the list, and into /etc/postfix/transport\ngameday.example smtp:[${smtp.split(':')[0] ?? ''}]:${smtp.split(':')[1] ?? ''}`,
    replace: `# Postfix\nrelayhost = [${smtp.split(':')[0] ?? ''}]:${smtp.split(':')[1] ?? ''}\n# Alertmanager\nsmtp_smarthost: ${smtp}\nsmtp_require_tls: false\n# Practise a failure: refused, temporary-failure or lost\ncurl -X PUT ${url}/-/mode -d '{"mode": "lost"}'`,
  }),
  open,
};
