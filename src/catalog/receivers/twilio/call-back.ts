/** Holds how the receiver `twilio` calls its customer back: a signed form, by POST or GET, in the order in which things happened. */
import type { HttpAnswer } from '../../../ports/http.ts';
import { signature } from '../../../wire/twilio.ts';
import type { ReceiverDesk } from '../../receiver.ts';

export interface CallBack {
  readonly url: string;
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Never rejects: no answer is status 0. */
export type Ask = (callBack: CallBack, authToken: string) => Promise<HttpAnswer>;

export const askBy = ({ post }: Pick<ReceiverDesk, 'post'>): Ask => async ({ url, method, params }, authToken) => {
  const form = new URLSearchParams(params).toString();
  if (method.toUpperCase() !== 'GET') {
    return post({ url, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', 'user-agent': 'TwilioProxy/1.1', 'x-twilio-signature': await signature(authToken, url, params) }, body: form });
  }
  // What is in the query is a part of the URL, and signed as such.
  const asked = `${url}${url.includes('?') ? '&' : '?'}${form}`;
  return post({ url: asked, method: 'GET', headers: { 'user-agent': 'TwilioProxy/1.1', 'x-twilio-signature': await signature(authToken, asked, {}) }, body: '' });
};

/** Tells of states one after the other: whoever listens must not hear that a call was completed before it rang. */
export function teller(ask: Ask): (whom: { told?: Promise<unknown> }, callBack: CallBack, authToken: string) => void {
  return (whom, callBack, authToken) => {
    whom.told = (whom.told ?? Promise.resolve()).then(() => ask(callBack, authToken));
  };
}
