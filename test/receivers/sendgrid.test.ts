/** Holds the tests of the receiver `sendgrid`, by Twilio SendGrid's own SDK. */
import sendgrid from '@sendgrid/mail';
import { expect } from 'chai';
import { calledBack } from './called-back.ts';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

const from = 'status@vendor.example';

type MailDataRequired = Exclude<Parameters<typeof sendgrid.send>[0], readonly unknown[]>;
/** The one below the SDK, which its types keep to themselves. */
const { client } = sendgrid as unknown as { readonly client: { setDefaultRequest(name: string, value: string): void; request(asked: object): Promise<unknown> } };

describe('sendgrid', () => {
  let receivers: Served;
  beforeEach(async () => {
    receivers = await served();
    sendgrid.setApiKey('SG.any');
    client.setDefaultRequest('baseUrl', `${receivers.url}/sendgrid/`);
  });
  afterEach(() => receivers.close());

  const mail = (change: Partial<MailDataRequired> = {}): MailDataRequired => ({ from, to: 'jo@customer.example', subject: '[DRILL] Störung', text: 'By phone.', ...change });
  const mode = (to: string) => fetch(`${receivers.url}/sendgrid/-/mode`, { method: 'PUT', body: JSON.stringify({ mode: to }) });
  const seen = () => receivers.of('notice.moved').map(({ rung, to, text, error }) => ({ rung, to, text, ...(error !== undefined && { error }) }));
  const failure = async (work: Promise<unknown>) => {
    const { code, response } = (await caught(work)) as { code: number; response: { headers: Record<string, string>; body: { errors: { message: string; field: string | null }[] } } };
    return { code, field: response.body.errors[0]?.field, headers: response.headers };
  };

  it('each personalization is accepted under the id that the SDK is told', async () => {
    const [answer] = await sendgrid.send({ from, subject: 'one for all', html: '<p>By <b>phone</b>.</p>', personalizations: [{ to: [{ email: 'jo@customer.example' }], cc: 'al@customer.example' }, { to: 'mo@customer.example', subject: 'for Mo' }] });
    expect(answer.statusCode).to.equal(202);
    expect(seen()).to.deep.equal([['jo', 'one for all'], ['al', 'one for all'], ['mo', 'for Mo']].map(([name, subject]) => ({ rung: 'accepted', to: `${name}@customer.example`, text: `${subject}\nBy phone.` })));
    const { notice, channel, receiver } = receivers.of('notice.moved')[0] ?? {};
    expect([notice, channel, receiver]).to.deep.equal([(answer.headers as Record<string, string>)['x-message-id'], 'email', 'sendgrid']);
  });

  it("what SendGrid would not take is the SDK's own error, and is refused", async () => {
    const whole = { personalizations: [{ to: [{ email: 'jo@customer.example' }] }], from: { email: from }, subject: 's', content: [{ type: 'text/plain', value: 't' }] };
    const tried = [await failure(client.request({ method: 'POST', url: '/v3/mail/send', headers: { Authorization: 'Bearer gameday-wrong' }, body: whole }))];
    for (const body of [{ ...whole, personalizations: [] }, { ...whole, from: undefined }, { ...whole, subject: '' }, { ...whole, content: [] }, { ...whole, content: [{ type: 'text/plain', value: '' }] }, { ...whole, personalizations: [{ to: [] }] }, { ...whole, from: { email: 'status@vendor.example\r\nBcc: all@customer.example' } }, { ...whole, personalizations: [{ to: [{ email: 'nobody' }] }] }]) {
      tried.push(await failure(client.request({ method: 'POST', url: '/v3/mail/send', body })));
    }
    tried.push(await failure(client.request({ method: 'GET', url: '/v3/mail/send' })), await failure(client.request({ method: 'GET', url: '/v3/nothing' })));
    expect(tried.map(({ code, field }) => [code, field])).to.deep.equal([
      [401, null], [400, 'personalizations'], [400, 'from'], [400, 'subject'], [400, 'content'], [400, 'content.0.value'], [400, 'personalizations.0.to'], [400, 'from.email'], [400, 'personalizations.0.to.0.email'], [405, null], [404, null],
    ]);
    const raw = async (headers: Record<string, string>, body: string) => (await fetch(`${receivers.url}/sendgrid/v3/mail/send`, { method: 'POST', headers, body })).status;
    expect([await raw({}, '{}'), await raw({ authorization: 'Bearer SG.x' }, '{}'), await raw({ authorization: 'Bearer SG.x', 'content-type': 'application/json' }, '{')]).to.deep.equal([401, 415, 400]);
    expect(seen()).to.deep.equal([]);
    expect(receivers.of('receiver.refused').length).to.be.greaterThan(0);
  });

  it('each mode is what a team would meet, and in the record', async () => {
    await mode('refused');
    const refused = await failure(sendgrid.send(mail()));
    await mode('temporary-failure');
    const limited = await failure(sendgrid.send(mail()));
    await mode('lost');
    const [lost] = await sendgrid.send(mail());
    expect([refused.code, limited.code, limited.headers['x-ratelimit-remaining'], limited.headers['retry-after'], lost.statusCode]).to.deep.equal([503, 429, '0', '60', 202]);
    expect(seen().map(({ rung, error }) => [rung, error])).to.deep.equal([['submitted', 'refused for good, as the mode says'], ['submitted', 'refused for now, as the mode says'], ['accepted', 'accepted and then lost, as the mode says']]);
  });

  it('events come where the API or the scenario says, and prove nothing here', async () => {
    const hook = await calledBack();
    try {
      await client.request({ method: 'PATCH', url: '/v3/user/webhooks/event/settings', body: { enabled: true, url: hook.url, delivered: true, bounce: true, dropped: true } });
      const events = () => hook.calls.flatMap(({ body }) => JSON.parse(body) as { event: string; email: string; sg_message_id: string }[]);
      const [first] = await sendgrid.send(mail());
      await receivers.until('delivered', () => events().length === 1);
      await mode('bounced');
      await sendgrid.send(mail({ to: 'gone@customer.example' }));
      await receivers.until('bounce', () => events().length === 2);
      await mode('normal');
      await sendgrid.send(mail({ to: 'gone@customer.example' }));
      await receivers.until('dropped', () => events().length === 3);
      expect(events().map(({ event, email }) => [event, email])).to.deep.equal([['delivered', 'jo@customer.example'], ['bounce', 'gone@customer.example'], ['dropped', 'gone@customer.example']]);
      expect(events()[0]?.sg_message_id.split('.')[0]).to.equal((first.headers as Record<string, string>)['x-message-id']);
      expect(seen().map(({ rung, to, error }) => [rung, to, error])).to.deep.equal([
        ['accepted', 'jo@customer.example', undefined],
        ['accepted', 'gone@customer.example', 'accepted and then bounced, as the mode says'],
        ['accepted', 'gone@customer.example', 'accepted and then dropped, since it bounced before'],
      ]);
    } finally {
      await hook.close();
    }
  });

  it('a message in sandbox mode is checked and goes nowhere; hostile subjects are put down as they are', async () => {
    await sendgrid.send(mail({ mailSettings: { sandboxMode: { enable: true } } }));
    const subject = '=1+1 <script>alert(1)</script> \u202Egnp.exe\r\nBcc: all@customer.example';
    await sendgrid.send(mail({ subject }));
    expect(seen().map(({ rung, text }) => [rung, text])).to.deep.equal([['submitted', '[DRILL] Störung\nBy phone.'], ['accepted', `${subject}\nBy phone.`]]);
  });
});
