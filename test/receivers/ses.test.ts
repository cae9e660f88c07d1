/** Holds the tests of the receiver `ses`, by Amazon's own SDK. */
import { SESClient, SendEmailCommand, SendRawEmailCommand, SendTemplatedEmailCommand } from '@aws-sdk/client-ses';
import type { SendEmailCommandInput } from '@aws-sdk/client-ses';
import { expect } from 'chai';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

const from = 'Status <status@vendor.example>';

describe('ses', () => {
  let receivers: Served;
  beforeEach(async () => {
    receivers = await served();
  });
  afterEach(() => receivers.close());

  const client = (accessKeyId = 'AKIAIOSFODNN7EXAMPLE') => new SESClient({ endpoint: `${receivers.url}/ses`, region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' } });
  const mail = (change: Partial<SendEmailCommandInput> = {}): SendEmailCommand =>
    new SendEmailCommand({ Source: from, Destination: { ToAddresses: ['Jo <jo@customer.example>'], CcAddresses: ['al@customer.example'] }, Message: { Subject: { Data: '[DRILL] Störung' }, Body: { Text: { Data: 'By phone & fax.' }, Html: { Data: '<b>x</b>' } } }, ...change });
  const seen = () => receivers.of('notice.moved').map(({ rung, to, text, error }) => ({ rung, to, text, ...(error !== undefined && { error }) }));
  const mode = (to: string) => fetch(`${receivers.url}/ses/-/mode`, { method: 'PUT', body: JSON.stringify({ mode: to }) });
  const failure = async (command: SendEmailCommand | SendTemplatedEmailCommand, key?: string) => {
    const error = (await caught(client(key).send(command as SendEmailCommand))) as { name: string; $metadata: { httpStatusCode: number } };
    return [error.name, error.$metadata.httpStatusCode];
  };

  it('a message is accepted, once for each recipient, under the id that the SDK is told', async () => {
    const { MessageId } = await client().send(mail());
    expect(MessageId).to.match(/^[0-9a-f]{16}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000$/);
    expect(seen()).to.deep.equal(['jo@customer.example', 'al@customer.example'].map((to) => ({ rung: 'accepted', to, text: '[DRILL] Störung\nBy phone & fax.' })));
    expect(receivers.of('notice.moved').map(({ notice, channel, receiver, from }) => [notice, channel, receiver, from])).to.deep.equal(Array.from({ length: 2 }, () => [MessageId, 'email', 'ses', from]));
  });

  it('a raw message goes to whom it names, or to those in its head', async () => {
    const raw = (Destinations?: string[]) => new SendRawEmailCommand({ ...(Destinations && { Destinations }), RawMessage: { Data: Buffer.from('From: status@vendor.example\r\nTo: jo@customer.example\r\nSubject: =?utf-8?B?U3TDtnJ1bmc=?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>By <i>phone</i>.</p>') } });
    await client().send(raw());
    await client().send(raw(['canary@gameday.example']));
    expect(seen()).to.deep.equal(['jo@customer.example', 'canary@gameday.example'].map((to) => ({ rung: 'accepted', to, text: 'Störung\nBy phone.' })));
  });

  it("what Amazon would not take is the SDK's own error, and is refused", async () => {
    expect([
      await failure(mail(), 'gameday-wrong'),
      await failure(mail({ Source: 'gameday-wrong@vendor.example' })),
      await failure(mail({ Destination: {} })),
      await failure(mail({ Destination: { ToAddresses: ['nobody'] } })),
      await failure(mail({ Destination: { ToAddresses: ['jo@customer.example\r\nBcc: all@customer.example'] } })),
      await failure(mail({ Message: { Subject: { Data: 's' }, Body: {} } })),
      await failure(mail({ Destination: { ToAddresses: Array(51).fill('jo@customer.example') } })),
      await failure(new SendTemplatedEmailCommand({ Source: from, Destination: {}, Template: 't', TemplateData: '{}' })),
    ]).to.deep.equal([['InvalidClientTokenId', 403], ['MessageRejected', 400], ['InvalidParameterValue', 400], ['InvalidParameterValue', 400], ['InvalidParameterValue', 400], ['ValidationError', 400], ['InvalidParameterValue', 400], ['InvalidAction', 400]]);
    const unsigned = await fetch(`${receivers.url}/ses/`, { method: 'POST', body: 'Action=SendEmail' });
    expect([unsigned.status, await unsigned.text()]).to.satisfy(([status, body]: [number, string]) => status === 403 && body.includes('<Code>MissingAuthenticationToken</Code>'));
    expect(seen()).to.deep.equal([]);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.have.members([400, 400, 400, 400, 400, 400, 400, 403, 403]);
  });

  it('each mode is what a team would meet, and in the record', async () => {
    const tried: unknown[] = [];
    for (const one of ['refused', 'temporary-failure', 'lost', 'bounced']) {
      await mode(one);
      tried.push(one === 'lost' || one === 'bounced' ? typeof (await client().send(mail())).MessageId : await failure(mail()));
    }
    expect(tried).to.deep.equal([['ServiceUnavailable', 503], ['Throttling', 400], 'string', 'string']);
    expect(receivers.of('notice.moved').map(({ rung, error }) => [rung, error?.split(' as ')[0]])).to.deep.equal(
      [['submitted', 'refused for good,'], ['submitted', 'refused for now,'], ['accepted', 'accepted and then lost,'], ['accepted', 'accepted and then bounced,']].flatMap((one) => [one, one]),
    );
  });

  it('hostile subjects are put down as they are', async () => {
    const subject = '=cmd|calc!A1 <script>alert(1)</script> \u202Egnp.exe\r\nBcc: all@customer.example \u0000';
    await client().send(mail({ Message: { Subject: { Data: subject }, Body: { Text: { Data: '' } } } }));
    expect(seen()[0]?.text).to.equal(subject.trim());
  });
});
