/** Holds the tests of the receiver `mastodon`, posted to by the SDK masto.js and by the forms that other clients send. */
import { expect } from 'chai';
import { createRestAPIClient, MastoHttpError } from 'masto';
import { atRoot } from './at-root.ts';
import type { AtRoot } from './at-root.ts';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

describe('receiver mastodon', () => {
  let receivers: Served;
  let host: AtRoot;
  const open = async (settings: object = {}) => {
    receivers = await served({ mastodon: settings });
    host = await atRoot(`${receivers.url}/mastodon`);
  };
  afterEach(async () => {
    await host.close();
    await receivers.close();
  });
  const clientOf = (accessToken?: string) => createRestAPIClient({ url: host.url, ...(accessToken !== undefined && { accessToken }) });
  const rungs = () => receivers.of('notice.moved').map(({ rung, channel }) => `${channel} ${rung}`);

  it('takes a status, and lets only a reader other than its author prove that it was delivered', async () => {
    await open();
    const mine = clientOf('token-of-notices');
    const text = '[DRILL] Sign-in fails in Europe.\n<b>Call</b> +44 20 7946 0000';
    const status = await mine.v1.statuses.create({ status: text, visibility: 'public', spoilerText: 'Outage' });
    expect(status).to.include({ visibility: 'public', content: '<p>[DRILL] Sign-in fails in Europe.<br>&lt;b&gt;Call&lt;/b&gt; +44 20 7946 0000</p>', spoilerText: 'Outage' });
    expect(Date.parse(status.createdAt)).to.be.closeTo(receivers.of('notice.moved')[0]?.atMs ?? 0, 1);
    await mine.v1.statuses.$select(status.id).fetch();
    await mine.v1.timelines.public.list();
    expect(rungs()).to.deep.equal(['social accepted']);
    const timeline = await clientOf().v1.timelines.public.list();
    expect(timeline.map(({ id }) => id)).to.deep.equal([status.id]);
    await clientOf('token-of-somebody').v1.statuses.$select(status.id).fetch();
    expect(rungs()).to.deep.equal(['social accepted', 'social delivered']);
    const [first, second] = receivers.of('notice.moved');
    expect(first).to.include({ text: `Outage\n${text}`, receiver: 'mastodon', notice: `mastodon-${status.id}` });
    expect(second).to.include({ notice: `mastodon-${status.id}` });
    expect(JSON.stringify(first)).not.to.include('token-of');
  });

  it('makes one status, and one observation, of one Idempotency-Key', async () => {
    await open();
    const post = (key: string, token = 'token') => clientOf(token).v1.statuses.create({ status: 'one' }, { requestInit: { headers: { 'Idempotency-Key': key } } });
    const [one, again, other, stranger] = [await post('a'), await post('a'), await post('b'), await post('a', 'another')];
    expect(again.id).to.equal(one.id);
    expect(new Set([one.id, other.id, stranger.id]).size).to.equal(3);
    expect(rungs()).to.have.lengthOf(3);
  });

  it('takes forms of both kinds', async () => {
    await open();
    const multipart = new FormData();
    multipart.set('status', 'two');
    multipart.set('sensitive', 'true');
    for (const body of [new URLSearchParams({ status: 'one', visibility: 'unlisted' }), multipart]) {
      const answer = await fetch(`${receivers.url}/mastodon/api/v1/statuses`, { method: 'POST', body, headers: { authorization: 'Bearer token' } });
      expect(answer.status).to.equal(200);
      expect(await answer.json()).to.include({ sensitive: body === multipart });
    }
    expect(receivers.of('notice.moved').map(({ text, to }) => `${text} ${to}`)).to.deep.equal(['one unlisted', 'two undefined']);
    expect(await clientOf().v1.timelines.public.list()).to.have.lengthOf(1);
  });

  it('refuses as Mastodon does, so that the SDK raises its own error', async () => {
    await open();
    const mine = clientOf('token');
    const link = `https://status.example/${'x'.repeat(100)}`;
    const shy = await mine.v1.statuses.create({ status: 'to a few', visibility: 'private' });
    await mine.v1.statuses.create({ status: `${'é'.repeat(476)} ${link}` });
    const refused = [
      [401, 'The access token is invalid', () => clientOf().v1.statuses.create({ status: 'x' })],
      [401, 'The access token is invalid', () => clientOf('gameday-wrong').v1.statuses.create({ status: 'x' })],
      [422, "Validation failed: Text can't be blank", () => mine.v1.statuses.create({ status: '  ' })],
      [422, 'Validation failed: Text character limit of 500 exceeded', () => mine.v1.statuses.create({ status: `${'é'.repeat(477)} ${link}` })],
      [404, 'Record not found', () => mine.v1.statuses.create({ status: 'x', inReplyToId: '404' })],
      [404, 'Record not found', () => clientOf().v1.statuses.$select(shy.id).fetch()],
      [404, 'Not Found', () => mine.v1.trends.tags.list()],
    ] as const;
    for (const [statusCode, message, call] of refused) {
      const error = await caught(call());
      expect(error).to.be.instanceOf(MastoHttpError).and.to.include({ statusCode, message });
    }
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal(refused.map(([status]) => status));
    expect(rungs()).to.deep.equal(['social accepted', 'social accepted']);
    const broken = await fetch(`${receivers.url}/mastodon/api/v1/statuses`, { method: 'POST', body: '{"status":', headers: { authorization: 'Bearer token', 'content-type': 'application/json' } });
    expect(broken.status).to.equal(422);
  });

  it('limits how often an account may ask, and says when it may again', async () => {
    await open({ per5MinutesMax: 2 });
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push(await fetch(`${receivers.url}/mastodon/api/v1/timelines/public`, { headers: { authorization: 'Bearer token' } }));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 429]);
    expect(answers[2]?.headers.get('x-ratelimit-remaining')).to.equal('0');
    expect(Date.parse(answers[2]?.headers.get('x-ratelimit-reset') ?? '')).to.be.greaterThan(Date.now());
  });
});
