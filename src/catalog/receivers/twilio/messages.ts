/** Holds the messages of the receiver `twilio`: queued, sent, confirmed by a handset or not, and now and then acknowledged by a reply. */
import { apiVersion, timeText, type MessageRequest } from '../../../wire/twilio.ts';
import type { Rung } from '../../../record/events.ts';
import type { Agenda } from '../../agenda.ts';
import { idFrom } from '../../ids.ts';
import type { ReceiverDesk } from '../../receiver.ts';
import type { Account } from './call.ts';
import { teller, type Ask } from './call-back.ts';
import { drawn } from './people.ts';
import { pace, type Settings } from './settings.ts';

export interface Message {
  readonly sid: string;
  readonly account: Account;
  readonly request: MessageRequest;
  readonly createdMs: number;
  status: 'queued' | 'sent' | 'delivered' | 'undelivered';
  updatedMs: number;
  sentMs?: number;
  told?: Promise<unknown>;
}

/** Source: Twilio, "Error and Warning Dictionary", 30003. */
const unreachable = { code: '30003', message: 'Unreachable destination handset' };

/** A segment holds 160 characters of the GSM alphabet, 70 of any other; in parts, a few less. Source: Twilio, "Message segments". */
function segmentsOf(body: string): number {
  const gsm = /^[\w @£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r^{}\\[~\]|€]*$/.test(body);
  const [one, each] = gsm ? [160, 153] : [70, 67];
  return body.length <= one ? 1 : Math.ceil(body.length / each);
}

const senderOf = ({ From, MessagingServiceSid }: MessageRequest): string => From || (MessagingServiceSid ?? '');

export function openMessages({ clock, random, hear }: ReceiverDesk, settings: Settings, agenda: Agenda, ask: Ask): (request: MessageRequest, account: Account) => Message {
  const slots = new Map<string, (nowMs: number) => number>();
  const sentTo = new Map<string, number>();
  const tellBack = teller(ask);
  const { delivered, deliver, replies, reply, keyword, replyUrl } = settings.messages;

  const notice = (message: Message, rung: Rung, more: { text?: string; error?: string } = {}) =>
    hear('notice.moved', { atMs: clock.now(), notice: `twilio-${message.sid}`, channel: 'sms', rung, to: message.request.To, from: senderOf(message.request), receiver: 'twilio', ...(message.status !== 'queued' && { simulated: true }), ...more });
  const turn = (message: Message, status: Message['status']) => {
    const { sid, account, request } = message;
    message.status = status;
    message.updatedMs = clock.now();
    if (request.StatusCallback === undefined) return;
    const params = { MessageSid: sid, SmsSid: sid, AccountSid: account.sid, From: request.From, To: request.To, MessageStatus: status, SmsStatus: status, ApiVersion: apiVersion, ...(status === 'undelivered' && { ErrorCode: unreachable.code }) };
    tellBack(message, { url: request.StatusCallback, method: 'POST', params }, account.token);
  };
  /** A person wrote back: that is theirs, whether or not anybody listens at the number. */
  const acknowledge = (message: Message) => {
    notice(message, 'acknowledged', { text: keyword });
    if (replyUrl === undefined) return;
    const sid = `SM${idFrom(random, 32)}`;
    const params = { MessageSid: sid, SmsSid: sid, AccountSid: message.account.sid, From: message.request.To, To: message.request.From, Body: keyword, NumMedia: '0', NumSegments: '1', SmsStatus: 'received', ApiVersion: apiVersion };
    tellBack(message, { url: replyUrl, method: 'POST', params }, message.account.token);
  };

  return (request, account) => {
    const nowMs = clock.now();
    const message: Message = { sid: `SM${idFrom(random, 32)}`, account, request, createdMs: nowMs, updatedMs: nowMs, status: 'queued' };
    const from = senderOf(request);
    const slotOf = slots.get(from) ?? pace(settings.messagesPerSecond);
    slots.set(from, slotOf);
    const nth = (sentTo.get(request.To) ?? 0) + 1;
    sentTo.set(request.To, nth);
    const chance = random.fork(`message ${nth} to ${request.To}`);
    const arrives = chance.next() < delivered;
    const [deliverMs, answers, replyMs] = [drawn(chance, deliver), chance.next() < replies, drawn(chance, reply)];
    notice(message, 'accepted', { text: request.Body });
    agenda.at(slotOf(nowMs), () => {
      message.sentMs = clock.now();
      turn(message, 'sent');
      agenda.at(clock.now() + deliverMs, () => {
        turn(message, arrives ? 'delivered' : 'undelivered');
        if (!arrives) return notice(message, 'accepted', { error: `${unreachable.code}: ${unreachable.message}` });
        notice(message, 'delivered');
        if (answers) agenda.at(clock.now() + replyMs, () => acknowledge(message));
      });
    });
    return message;
  };
}

export const messageShown = ({ sid, account, request, createdMs, updatedMs, sentMs, status }: Message) => ({
  sid, account_sid: account.sid, messaging_service_sid: request.MessagingServiceSid ?? null, to: request.To, from: request.From || null, body: request.Body, status, direction: 'outbound-api', num_segments: String(segmentsOf(request.Body)), num_media: String(request.MediaUrl.length),
  date_created: timeText(createdMs), date_updated: timeText(updatedMs), date_sent: timeText(sentMs), price: null, price_unit: 'USD', error_code: status === 'undelivered' ? Number(unreachable.code) : null, error_message: status === 'undelivered' ? unreachable.message : null,
  api_version: apiVersion, uri: `/${apiVersion}/Accounts/${account.sid}/Messages/${sid}.json`, subresource_uris: { media: `/${apiVersion}/Accounts/${account.sid}/Messages/${sid}/Media.json` },
});
