/** Holds the tests of the receiver `slack`, sent to by Slack's own SDK and by the Web API's documented requests. */
import { IncomingWebhook } from '@slack/webhook';
import { expect } from 'chai';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

describe('receiver slack', () => {
  let receivers: Served;
  let hook = '';
  const open = async (settings: object = {}) => {
    receivers = await served({ slack: settings });
    hook = `${receivers.url}/slack/services/T024/B024/secret-of-hook`;
  };
  afterEach(() => receivers.close());
  const heard = () => receivers.of('notice.moved').map(({ channel, rung, text, to, receiver }) => ({ channel, rung, text, receiver, ...(to && { to }) }));
  const post = (path: string, body: string, headers: Record<string, string> = {}) => fetch(`${receivers.url}/slack${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

  it('takes what the SDK sends, and reads blocks and attachments as people do', async () => {
    await open();
    const webhook = new IncomingWebhook(hook);
    expect(await webhook.send('[DRILL] Sign-in fails in Europe')).to.deep.equal({ text: 'ok' });
    await webhook.send({ blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Incident' } }, { type: 'section', fields: [{ type: 'mrkdwn', text: '*Impact:* mail' }] }], attachments: [{ fallback: 'repeats', title: 'SiteDown', text: 'the edge answers badly' }] });
    expect(heard()).to.deep.equal([
      { channel: 'chat', rung: 'accepted', text: '[DRILL] Sign-in fails in Europe', receiver: 'slack' },
      { channel: 'chat', rung: 'accepted', text: 'Incident\n*Impact:* mail\nSiteDown\nthe edge answers badly', receiver: 'slack' },
    ]);
    const ids = receivers.of('notice.moved').map(({ notice }) => notice);
    expect(new Set(ids).size).to.equal(2);
    expect(JSON.stringify(receivers.of('notice.moved'))).not.to.include('secret-of-hook');
  });

  it('refuses as Slack does, so that the SDK raises its own error', async () => {
    await open();
    const refused = [
      [400, 'no_text', () => new IncomingWebhook(hook).send({})],
      [404, 'no_team', () => new IncomingWebhook(`${receivers.url}/slack/services/gameday-wrong/B/X`).send('x')],
      [404, 'no_service', () => new IncomingWebhook(`${receivers.url}/slack/services/T/gameday-wrong/X`).send('x')],
      [403, 'invalid_token', () => new IncomingWebhook(`${receivers.url}/slack/services/T/B/gameday-wrong`).send('x')],
      [400, 'too_many_attachments', () => new IncomingWebhook(hook).send({ text: 'x', attachments: Array.from({ length: 101 }, () => ({ text: 'a' })) })],
    ] as const;
    for (const [status, body, call] of refused) {
      const error = await caught(call());
      expect(error).to.be.instanceOf(Error).and.to.include({ code: 'slack_webhook_http_error', statusCode: status, body });
    }
    expect((await post('/services/T/B/X', '{"text":')).status).to.equal(400);
    expect((await post('/other', '{}')).status).to.equal(404);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal([...refused.map(([status]) => status), 400, 404]);
    expect(heard()).to.deep.equal([]);
  });

  it('refuses every message where the scenario says so, and too many', async () => {
    await open({ refuse: 'action_prohibited' });
    expect(await caught(new IncomingWebhook(hook).send('x'))).to.include({ statusCode: 403, body: 'action_prohibited' });
    await receivers.close();
    await open({ perMinuteMax: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await post('/services/T/B/X', '{"text":"x"}')).status);
    expect(statuses).to.deep.equal([200, 200, 429]);
    const late = await post('/services/T/B/X', '{"text":"x"}');
    expect(Number(late.headers.get('retry-after'))).to.be.within(1, 60);
    expect((await post('/services/T/B2/X', '{"text":"x"}')).status, 'another webhook').to.equal(200);
  });

  it('takes chat.postMessage as JSON and as a form, and answers errors with 200 as the Web API does', async () => {
    await open();
    const token = { authorization: 'Bearer xoxb-any' };
    const ask = async (body: string, headers: Record<string, string>) => (await post('/api/chat.postMessage', body, headers)).json() as Promise<Record<string, unknown>>;
    const taken = await ask(JSON.stringify({ channel: 'C123', text: 'one' }), token);
    expect(taken).to.deep.include({ ok: true, channel: 'C123' });
    expect(taken['ts']).to.match(/^\d{10}\.\d{6}$/);
    const form = new URLSearchParams({ channel: 'C123', blocks: JSON.stringify([{ type: 'section', text: { type: 'mrkdwn', text: 'two' } }]) });
    expect(await ask(form.toString(), { ...token, 'content-type': 'application/x-www-form-urlencoded' })).to.include({ ok: true });
    expect(await ask('{"channel":"C123","text":"x"}', {})).to.deep.equal({ ok: false, error: 'not_authed' });
    expect(await ask('{"channel":"C123","text":"x"}', { authorization: 'Bearer gameday-wrong' })).to.deep.equal({ ok: false, error: 'invalid_auth' });
    expect(await ask('{"text":"x"}', token)).to.deep.equal({ ok: false, error: 'channel_not_found' });
    expect(await ask('{"channel":"C123"}', token)).to.deep.equal({ ok: false, error: 'no_text' });
    expect(heard()).to.deep.equal(['one', 'two'].map((text) => ({ channel: 'chat', rung: 'accepted', text, receiver: 'slack', to: 'C123' })));
    expect(JSON.stringify(receivers.of('receiver.refused'))).not.to.include('gameday-wrong');
  });

  it('puts hostile content down as what it is', async () => {
    await open();
    const text = '<script>alert(1)</script> \u202Egnp.exe =HYPERLINK("http://x") \r\nBcc: all@example.org \u0000';
    await new IncomingWebhook(hook).send(text);
    expect(heard()[0]?.text).to.equal(text);
  });
});
