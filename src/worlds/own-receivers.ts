/** Holds how notices leave by the run's own receivers, gameday's sandbox: a post in public, and calls to customers' numbers. What becomes of them the receivers see. */
import { escaped } from '../catalog/html.ts';
import type { Http, HttpAnswer, Member, Notice, Plays } from '../ports/capabilities.ts';
import type { Clock } from '../ports/time.ts';
import { Problem } from '../problem.ts';
import { each } from './each.ts';

/** `url` is the base URL of the receivers, absent in a world that serves none. */
export interface OwnReceivers {
  readonly http: Http;
  readonly url: string | undefined;
  readonly clock: Clock;
}

type Published = Awaited<ReturnType<Plays['publish']>>[number];

/** The vendor's own number, and its account at whoever puts calls through; both belong to nobody (NANPA, 555-0100 to 555-0199). */
const [callsFrom, account] = ['+19995550199', 'ACvendor'];
const callsAtATime = 20;

function baseOf({ url }: OwnReceivers, channel: Notice['channel']): string {
  if (url === undefined) throw new Problem({ expected: `receivers of this run, by which a notice on ${channel} leaves`, got: 'a world that serves none', next: 'Publish on status-page or email here.' });
  return url;
}

const rungOf = ({ status, body, error }: HttpAnswer, atMs: number): Published => (status >= 200 && status < 300 ? { rung: 'accepted', atMs } : { rung: 'submitted', atMs, error: error ?? `${status}: ${body.slice(0, 200)}` });

/** Source: Mastodon, "statuses API methods". The same notice again is the same post. */
export async function postInPublic(by: OwnReceivers, { id, title, text }: Notice, stop: AbortSignal): Promise<readonly Published[]> {
  const headers = { authorization: 'Bearer vendor', 'content-type': 'application/json', 'idempotency-key': id };
  const answer = await by.http.fetch({ url: `${baseOf(by, 'social')}/mastodon/api/v1/statuses`, method: 'POST', headers, body: JSON.stringify({ status: `${title}\n${text}` }) }, stop);
  return [rungOf(answer, by.clock.now())];
}

/** Source: Twilio, "Call resource". Whoever has no telephone on the vendor's list isn't called. */
export async function callEverybody(by: OwnReceivers, { title, text }: Notice, audience: readonly Member[], stop: AbortSignal): Promise<readonly Published[]> {
  const url = `${baseOf(by, 'call')}/twilio/2010-04-01/Accounts/${account}/Calls.json`;
  const headers = { authorization: `Basic ${btoa(`${account}:vendor`)}`, 'content-type': 'application/x-www-form-urlencoded' };
  const twiml = `<Response><Say>${escaped(title)}</Say><Say>${escaped(text)}</Say><Gather numDigits="1"><Say>Please confirm with key 1.</Say></Gather></Response>`;
  return each(audience.filter(({ channels }) => channels.includes('phone')), callsAtATime, async ({ id, phone }) => {
    const answer = await by.http.fetch({ url, method: 'POST', headers, body: new URLSearchParams({ To: phone, From: callsFrom, Twiml: twiml }).toString() }, stop);
    return { to: id, ...rungOf(answer, by.clock.now()) };
  });
}
