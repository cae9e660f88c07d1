/** Holds the tests of the receiver `x`, by the requests that X documents ("API reference", POST /2/tweets, GET /2/tweets/:id); no SDK of the vendor's is at hand. */
import { expect } from 'chai';
import { served } from './served.ts';
import type { Served } from './served.ts';

describe('receiver x', () => {
  let receivers: Served;
  const open = async (settings: object = {}) => (receivers = await served({ x: settings }));
  afterEach(() => receivers.close());
  const ask = async (method: string, path: string, token: string | undefined, body?: object | string) => {
    const headers: Record<string, string> = { 'content-type': 'application/json', ...(token !== undefined && { authorization: token }) };
    const answer = await fetch(`${receivers.url}/x${path}`, { method, headers, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as { readonly data?: { readonly id: string; readonly text: string }; readonly [key: string]: unknown } };
  };
  const post = (text: string, token = 'Bearer of-the-vendor') => ask('POST', '/2/tweets', token, { text });
  const rungs = () => receivers.of('notice.moved').map(({ rung, channel }) => `${channel} ${rung}`);

  it('takes a post, and lets a reader with another credential prove that it was delivered', async () => {
    await open();
    const text = '[DRILL] Sign-in fails <script>alert(1)</script> \u202E =cmd';
    const made = await post(text);
    expect(made.status).to.equal(201);
    expect(made.body.data).to.deep.include({ text, edit_history_tweet_ids: [made.body.data?.id] });
    const path = `/2/tweets/${made.body.data?.id}`;
    await ask('GET', path, 'Bearer of-the-vendor');
    expect(rungs()).to.deep.equal(['social accepted']);
    expect((await ask('GET', path, 'Bearer of-a-customer')).body.data?.text).to.equal(text);
    await ask('GET', path, 'Bearer of-a-customer');
    expect(rungs()).to.deep.equal(['social accepted', 'social delivered']);
    expect(receivers.of('notice.moved')[0]).to.include({ text, receiver: 'x', notice: `x-${made.body.data?.id}` });
    expect((await ask('GET', '/2/tweets/404', 'Bearer of-a-customer')).body['errors']).to.be.an('array').with.lengthOf(1);
  });

  it('takes signed requests, and tells accounts apart by their token and not by the signature', async () => {
    await open();
    const signed = (nonce: string) => `OAuth oauth_consumer_key="key", oauth_nonce="${nonce}", oauth_signature="${nonce}%3D", oauth_token="of-the-vendor"`;
    const made = await post('one', signed('a'));
    await ask('GET', `/2/tweets/${made.body.data?.id}`, signed('b'));
    expect(rungs()).to.deep.equal(['social accepted']);
  });

  it('refuses as X does, and puts down what was refused', async () => {
    await open();
    await post('one');
    const refused = [
      [401, 'Unauthorized', () => ask('POST', '/2/tweets', undefined, { text: 'x' })],
      [401, 'Unauthorized', () => post('x', 'Bearer gameday-wrong')],
      [400, 'One or more parameters to your request was invalid.', () => ask('POST', '/2/tweets', 'Bearer t', '{"text":')],
      [400, 'One or more parameters to your request was invalid.', () => post(' ')],
      [403, 'You are not allowed to create a Tweet with duplicate content.', () => post('one')],
      [403, 'You are not permitted to perform this action.', () => post('é'.repeat(281))],
      [403, 'You are not permitted to perform this action.', () => post('障'.repeat(141))],
      [404, 'Not Found', () => ask('DELETE', '/2/tweets/1', 'Bearer t')],
    ] as const;
    for (const [status, detail, call] of refused) {
      const answer = await call();
      expect(answer.status).to.equal(status);
      expect(answer.body).to.include({ status, detail });
    }
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal(refused.map(([status]) => status));
    expect((await post(`${'é'.repeat(256)} https://status.example/${'y'.repeat(100)}`)).status, 'a link counts for 23').to.equal(201);
    expect(rungs()).to.have.lengthOf(2);
  });

  it('limits how often a credential may ask', async () => {
    await open({ per15MinutesMax: 1 });
    await post('one');
    const late = await post('two');
    expect(late.status).to.equal(429);
    expect(Number(late.headers.get('x-rate-limit-reset')) * 1000).to.be.greaterThan(Date.now());
  });
});
