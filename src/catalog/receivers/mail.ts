/** Holds the receiver `mail`: takes whole messages by SMTP; what arrives about an earlier one (a bounce, a receipt) moves that one. */
import { z } from 'zod';
import type { Inbound, InboundMail, MailReply, Outbound } from '../../ports/inbound.ts';
import { bare, headOf } from '../../wire/mail-head.ts';
import { isReport, reportIn } from '../../wire/mail-report.ts';
import type { MailReport } from '../../wire/mail-report.ts';
import { refuser } from '../reading.ts';
import { plain, receiver } from '../receiver.ts';
import type { ReceiverDesk } from '../receiver.ts';
import { mailModes, modeSetting } from './mail-modes.ts';
import { outcomes, putDown } from './put-down.ts';
import type { Outcome } from './put-down.ts';
import { readSome } from './read-some.ts';
import { remembered } from './remembered.ts';

/** A bounce would have to be sent to the sender by mail, and this is a sink. */
const modes = ['normal', 'refused', 'temporary-failure', 'lost'] as const;
const spec = z.strictObject({ mode: modeSetting(modes) });

/** RFC 5322, section 2.1.1: no line is longer. */
const idMax = 998;

const taken: MailReply = { code: 250, text: '2.0.0 message accepted, which says nothing about its delivery' };
const refusals: Readonly<Record<string, MailReply>> = {
  refused: { code: 554, text: '5.3.0 this server takes no mail' },
  'temporary-failure': { code: 451, text: '4.3.0 this server cannot take mail at the moment' },
};

/**
 * Delivery is proved by the word of the last server; a message that was passed on to one that tells nothing is no more than accepted. A receipt comes
 * from where the message lay, whatever it says; that it was displayed is what it may prove beyond that.
 */
function saidIn(report: MailReport): readonly (Outcome & { readonly to: string })[] {
  if (report.about === 'disposition') return [{ to: report.to, rung: report.disposition === 'displayed' ? 'seen' : 'delivered' }];
  return report.recipients.map(({ to, action, saw }) => ({ to, rung: action === 'delivered' ? 'delivered' : 'accepted', ...((action === 'failed' || action === 'delayed') && { error: `${action}: ${saw}` }) }));
}

function open(desk: ReceiverDesk, { mode: first }: z.output<typeof spec>) {
  const { clock, hear } = desk;
  const mode = mailModes(first, modes);
  const came = remembered();
  const read = readSome();
  const refuse = refuser(desk, 'mail');
  let unnamed = 0;

  const refuseReport = (reply: MailReply, why: string): MailReply => {
    hear('receiver.refused', { atMs: clock.now(), receiver: 'mail', status: reply.code, why });
    return reply;
  };

  /** Who reports on what never came here guesses, or is wrong about where mail goes. */
  const report = (about: MailReport, from: string): MailReply => {
    const { id } = about;
    const said = saidIn(about);
    const strange = said.filter(({ to }) => !came.has(id, to));
    for (const one of said) if (!strange.includes(one)) hear('notice.moved', { atMs: clock.now(), notice: id, channel: 'email', from, receiver: 'mail', ...one });
    if (strange.length === 0) return taken;
    const reply = strange.length < said.length ? taken : { code: 550, text: '5.7.1 no such message to such a recipient came here' };
    return refuseReport(reply, `expected a report about a message that came here, got one about ${id.slice(0, idMax)} to ${strange.map(({ to }) => to).join(', ').slice(0, idMax)}`);
  };

  return {
    mail: async ({ from, to, raw }: InboundMail): Promise<MailReply> => {
      const atMs = clock.now();
      const head = headOf(raw);
      const now = mode.now();
      if (isReport(head) && now === 'normal') {
        const about = reportIn(head, raw);
        return 'lacks' in about ? refuseReport({ code: 554, text: `5.6.0 expected ${about.lacks}` }, `expected a report with ${about.lacks}, got one without`) : report(about, from);
      }
      const id = bare(head.get('message-id') ?? '').slice(0, idMax) || `unnamed-${++unnamed}`;
      if (now === 'normal') came.add(id, to);
      const { subject, text } = await read(head, raw, atMs);
      putDown(desk, 'mail', { id, from, to, subject, text }, atMs, outcomes[now]);
      return refusals[now] ?? taken;
    },
    answer: async (request: Inbound): Promise<Outbound> =>
      mode.answer(request) ?? refuse(plain(404, 'This receiver takes mail by SMTP; its mode is at /-/mode.'), `expected a message by SMTP, or the path /-/mode, got ${request.method} ${request.path.slice(0, 200)}`),
  };
}

export const mail = receiver({
  kind: 'mail',
  summary: 'takes mail by SMTP; bounces (RFC 3464) and receipts (RFC 8098) that arrive move the message that they are about',
  spec,
  settings: ({ url, smtp }) => {
    const hop = `[${smtp.slice(0, smtp.lastIndexOf(':'))}]${smtp.slice(smtp.lastIndexOf(':'))}`;
    return {
      tap: `# Postfix: canary@gameday.example goes on the distribution list, and into /etc/postfix/transport\ngameday.example smtp:${hop}`,
      replace: `# Postfix, main.cf\nrelayhost = ${hop}\n# Alertmanager, global\nsmtp_smarthost: ${smtp}\nsmtp_require_tls: false\n# To practise a failure (${modes.slice(1).join(', ')}):\ncurl -X PUT -d '{"mode": "lost"}' ${url}/-/mode`,
    };
  },
  open,
});
