/** Holds the tests of the receiver `postmark`, by ActiveCampaign Postmark's own SDK. */
import { expect } from 'chai';
import { Errors, Message, ServerClient } from 'postmark';
import { calledBack } from './called-back.ts';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

const from = 'status@vendor.example';

describe('postmark', () => {
  let receivers: Served;
  let client: ServerClient;
  const clientWith = (token: string) => new ServerClient(token, { useHttps: false, requestHost: `${receivers.url.replace('http://', '')}/postmark` });
  beforeEach(async () => {
    receivers = await served();
    client = clientWith('POSTMARK_API_TEST');
  });
  afterEach(() => receivers.close());

  const mail = (change: Partial<Message> = {}): Message => ({ From: from, To: 'Jo <jo@customer.example>', Subject: '[DRILL] Störung', TextBody: 'By phone.', ...change });
  const mode = (to: string) => fetch(`${receivers.url}/postmark/-/mode`, { method: 'PUT', body: JSON.stringify({ mode: to }) });
  const seen = () => receivers.of('notice.moved').map(({ rung, to, text, error }) => ({ rung, to, text, ...(error !== undefined && { error }) }));
  const failure = async (work: Promise<unknown>) => {
    const error = (await caught(work)) as Errors.HttpError;
    return [error.name, error.code, error.statusCode];
  };

  it('a message is accepted, once for each recipient, under the id that the SDK is told', async () => {
    const answer = await client.sendEmail(mail({ To: '"Jo, the first" <jo@customer.example>, al@customer.example', Bcc: 'mo@customer.example', TextBody: undefined as never, HtmlBody: '<p>By <b>phone</b>.</p>' }));
    expect([answer.ErrorCode, answer.Message]).to.deep.equal([0, 'OK']);
    expect(seen()).to.deep.equal(['jo', 'al', 'mo'].map((name) => ({ rung: 'accepted', to: `${name}@customer.example`, text: '[DRILL] Störung\nBy phone.' })));
    expect(receivers.of('notice.moved').map(({ notice, channel, receiver }) => [notice, channel, receiver])).to.deep.equal(Array.from({ length: 3 }, () => [answer.MessageID, 'email', 'postmark']));
  });

  it('each message of a batch has its own answer', async () => {
    const answers = await client.sendEmailBatch([mail(), mail({ To: '' }), mail({ Subject: 'second' })]);
    expect(answers.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([0, 300, 0]);
    expect(seen().map(({ text }) => text?.split('\n')[0])).to.deep.equal(['[DRILL] Störung', 'second']);
    expect(await failure(client.sendEmailBatch(Array(501).fill(mail())))).to.deep.equal(['ApiInputError', 410, 422]);
    expect(receivers.of('receiver.refused')).to.have.length(2);
  });

  it("what Postmark would not take is the SDK's own error, and is refused", async () => {
    expect([
      await failure(clientWith('gameday-wrong').sendEmail(mail())),
      await failure(client.sendEmail(mail({ To: '' }))),
      await failure(client.sendEmail(mail({ To: 'nobody' }))),
      await failure(client.sendEmail(mail({ To: 'jo@customer.example\r\nBcc: all@customer.example' }))),
      await failure(client.sendEmail(mail({ TextBody: '' }))),
      await failure(client.sendEmail(mail({ From: 'gameday-wrong@vendor.example' }))),
      await failure(client.sendEmail(mail({ To: Array(51).fill('jo@customer.example').join(',') }))),
      await failure(client.getServer()),
    ]).to.deep.equal([['InvalidAPIKeyError', 10, 401], ...Array.from({ length: 4 }, () => ['InvalidEmailRequestError', 300, 422]), ['ApiInputError', 400, 422], ['InvalidEmailRequestError', 300, 422], ['PostmarkError', 0, 404]]);
    const raw = async (headers: Record<string, string>, body: string, method = 'POST') => (await fetch(`${receivers.url}/postmark/email`, { method, headers, ...(method === 'POST' && { body }) })).status;
    const token = { 'x-postmark-server-token': 'any' };
    expect([await raw({}, '{}'), await raw(token, '{}'), await raw({ ...token, 'content-type': 'application/json' }, '{'), await raw(token, '', 'GET')]).to.deep.equal([401, 415, 422, 405]);
    expect(seen()).to.deep.equal([]);
    expect(receivers.of('receiver.refused')).to.have.length(12);
  });

  it('each mode is what a team would meet, and in the record', async () => {
    await mode('refused');
    const refused = await failure(client.sendEmail(mail()));
    await mode('temporary-failure');
    const limited = await failure(client.sendEmailBatch([mail(), mail()]));
    await mode('lost');
    const lost = await client.sendEmail(mail());
    expect([refused, limited, lost.ErrorCode]).to.deep.equal([['ServiceUnavailablerError', 100, 503], ['RateLimitExceededError', 429, 429], 0]);
    expect(seen().map(({ rung, error }) => [rung, error?.split(', as')[0]])).to.deep.equal([['submitted', 'refused for good'], ['submitted', 'refused for now'], ['submitted', 'refused for now'], ['accepted', 'accepted and then lost']]);
  });

  it('webhooks are called, and prove nothing here; who bounced is inactive', async () => {
    const hook = await calledBack();
    try {
      const { ID } = await client.createWebhook({ Url: hook.url, Triggers: { Delivery: { Enabled: true }, Bounce: { Enabled: true, IncludeContent: false } } });
      expect((await client.getWebhooks()).Webhooks?.map((one) => one.ID)).to.deep.equal([ID]);
      const calls = () => hook.calls.map(({ body }) => JSON.parse(body) as { RecordType: string; MessageID: string; Recipient?: string; Email?: string; Type?: string });
      const first = await client.sendEmail(mail());
      await receivers.until('a delivery', () => calls().length === 1);
      await mode('bounced');
      await client.sendEmail(mail({ To: 'gone@customer.example' }));
      await receivers.until('a bounce', () => calls().length === 2);
      await mode('normal');
      const error = await caught(client.sendEmail(mail({ To: 'gone@customer.example' })));
      expect(error).to.be.instanceOf(Errors.InactiveRecipientsError);
      expect((error as Errors.InactiveRecipientsError).recipients).to.deep.equal(['gone@customer.example']);
      expect((await client.sendEmail(mail({ To: 'gone@customer.example, jo@customer.example' }))).Message).to.contain('gone@customer.example');
      expect(calls().slice(0, 2).map(({ RecordType, Recipient, Email, Type }) => [RecordType, Recipient ?? Email, Type])).to.deep.equal([['Delivery', 'jo@customer.example', undefined], ['Bounce', 'gone@customer.example', 'HardBounce']]);
      expect(calls()[0]?.MessageID).to.equal(first.MessageID);
      expect(seen().map(({ rung, to, error }) => [rung, to?.split('@')[0], error?.split(',')[0]])).to.deep.equal([['accepted', 'jo', undefined], ['accepted', 'gone', 'accepted and then bounced'], ['submitted', 'gone', 'refused'], ['accepted', 'jo', undefined], ['submitted', 'gone', 'refused']]);
      await client.deleteWebhook(ID);
      expect(await failure(client.getWebhook(ID))).to.deep.equal(['PostmarkError', 0, 404]);
    } finally {
      await hook.close();
    }
  });
});
