/** Holds the mail relay: real SMTP in front, mailboxes behind, and six ways to fail in between. */
import type { Socket } from 'node:net';
import type { ParsedMail, Source } from 'mailparser';
import { z } from 'zod';
import { urlOf } from '../address.ts';
import { asks, type Control, ok, serveControl, take } from '../kit/control.ts';
import { gauge } from '../kit/gauge.ts';
import { open, shut } from '../kit/listen.ts';
import { Counter } from '../kit/prometheus.ts';
import { ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { pause } from '../services/origin.ts';
import { mailSettings } from '../settings.ts';
import { bare } from '../../wire/mail-head.ts';
import { bounceText } from './bounce.ts';
import { createMailboxes } from './mailboxes.ts';
import { type MailMode, mailModes } from './modes.ts';
import { createSmtp, type Envelope, reply } from './smtp.ts';

const settings = z.strictObject({ ...ports, mail: mailSettings.prefault({}) });
const change = z.strictObject({ from: z.enum(mailModes), to: z.enum(mailModes) });

/** Loaded with the first message: it is the heaviest part of the relay, and a start should be quick. */
const parse = async (raw: Source): Promise<ParsedMail> => (await import('mailparser')).simpleParser(raw);

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('mail');
    const { counts } = tally;
    const boxes = createMailboxes();
    const outcomes = new Counter({ name: 'range_mail_messages_total', help: 'Messages by what became of them.', labelNames: ['outcome'], registers: [tally.registry] });
    for (const outcome of ['delivered', 'lost', 'bounced', 'rejected']) outcomes.inc({ outcome }, 0);
    let mode: MailMode = 'normal';
    const held = new Set<Socket>();
    const sockets = new Set<Socket>();
    const patience = async (): Promise<undefined> => {
      if (mode === 'slow') await pause(given.mail.slowMs);
    };

    const deliver = async (envelope: Envelope, raw: string, as: MailMode) => {
      const { messageId, subject = '', text = '' } = await parse(raw);
      const id = bare(messageId ?? '');
      await pause(given.mail.deliverMs);
      const atMs = Date.now();
      counts.forwarded += 1;
      if (as !== 'bounced') {
        for (const to of envelope.to) boxes.deliver(to, { id, atMs, subject, text: text.trimEnd(), bounce: false }, raw);
        return outcomes.inc({ outcome: 'delivered' });
      }
      outcomes.inc({ outcome: 'bounced' });
      // An empty sender is a bounce itself, and is never answered with another (RFC 5321, section 4.5.5).
      if (envelope.from === '') return;
      const bounce = bounceText({ id, subject, sender: envelope.from, recipients: envelope.to, atMs });
      const read = await parse(bounce);
      boxes.deliver(envelope.from, { id, atMs, subject: read.subject ?? '', text: (read.text ?? '').trimEnd(), bounce: true }, bounce);
    };

    const smtp = createSmtp({
      greet: () => (mode === 'hanging' ? new Promise(() => undefined) : patience()),
      async sender() {
        await patience();
        if (mode !== 'temporary-failure') return undefined;
        counts.rejected += 1;
        outcomes.inc({ outcome: 'rejected' });
        return reply(451, '4.3.0 the relay cannot take mail at the moment');
      },
      async recipient() {
        await patience();
        return undefined;
      },
      async message(envelope, raw) {
        await patience();
        counts.received += 1;
        const as = mode;
        if (as === 'lost') outcomes.inc({ outcome: 'lost' });
        else void deliver(envelope, raw, as).catch(() => (counts.failed += 1));
        return undefined;
      },
    });
    smtp.server.on('connection', (socket) => {
      sockets.add(socket);
      if (mode === 'hanging') held.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        held.delete(socket);
      });
    });
    const listen = () => open(smtp.server, given.data);
    const cut = (which: Set<Socket>) => {
      for (const socket of which) socket.destroy();
    };
    const stopListening = () =>
      new Promise<void>((resolve) => {
        cut(sockets);
        if (smtp.server.listening) smtp.server.close(() => resolve());
        else resolve();
      });

    gauge(tally.registry, 'range_mail_listening', '0 while the relay refuses connections.', () => Number(smtp.server.listening));

    /** A mode holds once the listener is as the mode says; changes wait for one another. */
    const enter = async (to: MailMode) => {
      mode = to;
      if (to === 'refused') return stopListening();
      try {
        if (!smtp.server.listening) await listen();
      } catch (thrown) {
        // The port was taken while it was closed: whoever asks must hear that mail is still refused.
        mode = 'refused';
        throw thrown;
      }
      // Who was left hanging meets what a restarted relay would do: the connection is gone.
      if (to !== 'hanging') cut(held);
    };
    let turn: Promise<unknown> = Promise.resolve();
    const control: Control = (ask) => {
      if (asks(ask, 'POST', 'forget')) boxes.forget();
      if (asks(ask, 'GET', 'mode')) return ok({ mode });
      if (asks(ask, 'GET', 'mailboxes', '*')) return ok(boxes.read(ask.path[1] ?? ''));
      if (asks(ask, 'GET', 'mailboxes', '*', 'raw')) return ok(boxes.raw(ask.path[1] ?? ''));
      if (!asks(ask, 'PUT', 'mode')) return undefined;
      const wanted = take(change, ask.body);
      const swapped = turn.then(async () => {
        if (mode !== wanted.from) return { status: 409, json: { mode } };
        await enter(wanted.to);
        return ok({ mode: wanted.to });
      });
      turn = swapped.catch(() => undefined);
      return swapped;
    };
    await listen();
    const desk = await serveControl(given.control, tally, control);
    return { data: urlOf(given.data, 'smtp'), control: urlOf(given.control), close: async () => void (await Promise.all([stopListening(), shut(desk)])) };
  },
});
