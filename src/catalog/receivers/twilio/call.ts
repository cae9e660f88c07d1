/** Holds one call of the receiver `twilio`: what is known of it, and how the API and the call-backs show that. */
import { apiVersion, callEvents, timeText, type AnsweredBy, type CallEvent, type CallRequest, type TwilioCallStatus } from '../../../wire/twilio.ts';
import type { CallBack } from './call-back.ts';
import type { Answering } from './people.ts';

export interface Account {
  readonly sid: string;
  /** Signs what is called back; it never leaves memory. */
  readonly token: string;
}

export interface Call {
  readonly sid: string;
  readonly account: Account;
  readonly request: CallRequest;
  readonly createdMs: number;
  readonly queueMs: number;
  readonly answering: Answering;
  status: TwilioCallStatus;
  updatedMs: number;
  ringingMs?: number;
  startMs?: number;
  endMs?: number;
  answeredBy?: AnsweredBy;
  /** What was to be said, in order, and whether the record has it already. */
  readonly said: string[];
  textTold: boolean;
  acknowledged: boolean;
  /** Whether all there was to hear was heard. */
  heardAll: boolean;
  /** What kept it from being said. */
  trouble?: string;
  /** Documents that it was led through: a loop of them ends somewhere. */
  documents: number;
  /** Grows with each document that replaces the one before: what was planned for that is void. */
  turn: number;
  tellings: number;
  told?: Promise<unknown>;
}

export const isOver = ({ status }: Call): boolean => !['queued', 'ringing', 'in-progress'].includes(status);
/** Whole seconds, as it is billed from the answer on. */
const seconds = ({ startMs, endMs }: Call): string => String(startMs === undefined || endMs === undefined ? 0 : Math.round((endMs - startMs) / 1000));

/** What each request about a call says of it. Source: Twilio, "TwiML for Programmable Voice", request parameters. */
export const paramsOf = (call: Call): Record<string, string> => ({
  CallSid: call.sid, AccountSid: call.account.sid, From: call.request.From, To: call.request.To, Caller: call.request.From, Called: call.request.To, CallStatus: call.status, ApiVersion: apiVersion, Direction: 'outbound-api',
  ...(call.answeredBy && { AnsweredBy: call.answeredBy }),
});

/** The call-back for an event, where the call's maker wants it; without a wish only the end is told. Source: Twilio, "Call resource", StatusCallback. */
export function callBackOf(call: Call, event: CallEvent, nowMs: number): CallBack | undefined {
  const { StatusCallback: url, StatusCallbackEvent: given, StatusCallbackMethod: method } = call.request;
  const wanted = given.filter((name) => callEvents.some((known) => known === name));
  if (url === undefined || !(wanted.length === 0 ? ['completed'] : wanted).includes(event)) return undefined;
  const params = {
    ...paramsOf(call), CallStatus: event === 'initiated' ? event : call.status, Timestamp: timeText(nowMs) ?? '', CallbackSource: 'call-progress-events', SequenceNumber: String(call.tellings),
    ...(event === 'completed' && { CallDuration: seconds(call), Duration: String(Math.ceil(Number(seconds(call)) / 60)) }),
  };
  call.tellings += 1;
  return { url, method, params };
}

export const callShown = (call: Call) => {
  const uri = `/${apiVersion}/Accounts/${call.account.sid}/Calls/${call.sid}`;
  return {
    sid: call.sid, account_sid: call.account.sid, parent_call_sid: null, to: call.request.To, to_formatted: call.request.To, from: call.request.From, from_formatted: call.request.From, phone_number_sid: null, status: call.status,
    date_created: timeText(call.createdMs), date_updated: timeText(call.updatedMs), start_time: timeText(call.startMs), end_time: timeText(call.endMs), duration: call.endMs === undefined ? null : seconds(call), price: null, price_unit: 'USD',
    direction: 'outbound-api', answered_by: call.answeredBy ?? null, annotation: null, api_version: apiVersion, forwarded_from: null, group_sid: null, caller_name: null, queue_time: String(Math.round(call.queueMs)), trunk_sid: null, uri: `${uri}.json`,
    subresource_uris: { notifications: `${uri}/Notifications.json`, recordings: `${uri}/Recordings.json` },
  };
};
