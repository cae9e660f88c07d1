/** Holds the tests of the receiver `twilio`, asked by Twilio's own SDK and called back by it; the long ones run in virtual time. */
import { expect } from 'chai';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import twilio from 'twilio';
import { twilio as receiver } from '../../src/catalog/receivers/twilio.ts';
import { certain } from '../../src/catalog/receivers/twilio/people.ts';
import type { Hear } from '../../src/catalog/receiver.ts';
import type { HttpAnswer } from '../../src/ports/http.ts';
import type { EventOf, Kind } from '../../src/record/events.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { virtualClock } from '../../src/worlds/simulated/virtual-clock.ts';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

const sid = `AC${'0123456789abcdef'.repeat(2)}`;
const token = 'auth-token-of-the-account';
const [from, person, machine] = ['+15005550006', '+442079460001', '+442079460002'];
const say = (words: string) => `<Response><Say>${words}</Say></Response>`;
const ask = (action: string) => `<Response><Gather numDigits="1" timeout="4" action="${action}"><Say>Drill. Press 7 now.</Say></Gather><Say>Bye.</Say></Response>`;

interface Called {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly genuine: boolean;
}

/** The customer's own server: TwiML by path, and what it was told. */
async function application(documents: Readonly<Record<string, string>>) {
  const called: Called[] = [];
  const server = createServer((request, answer) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      const params = Object.fromEntries(new URLSearchParams(body));
      called.push({ path, params, genuine: twilio.validateRequest(token, String(request.headers['x-twilio-signature']), `${url}${path}`, params) });
      answer.writeHead(200, { 'content-type': 'text/xml' }).end(documents[path] ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, called, close: () => new Promise((resolve) => server.close(resolve)) };
}

const quick = (habits: object, more: object = {}) => ({ callsPerSecond: 100, people: { ring: '20ms', numbers: habits }, ...more });

describe('receiver twilio, by its SDK', () => {
  let receivers: Served;
  let app: Awaited<ReturnType<typeof application>>;
  const open = async (settings: object, documents: Readonly<Record<string, string>> = {}) => {
    receivers = await served({ twilio: settings });
    app = await application(documents);
  };
  afterEach(async () => {
    await receivers.close();
    await app.close();
  });
  const clientOf = (user = sid, password = token) => {
    const client = twilio(user, password);
    client.api.baseUrl = `${receivers.url}/twilio`;
    return client;
  };
  const states = () => receivers.of('call.moved').map(({ state, rung, actor }) => [state, rung, actor].filter(Boolean).join(' '));
  const notices = () => receivers.of('notice.moved').map(({ channel, rung, error }) => [channel, rung, error].filter(Boolean).join(' '));
  const over = (state: string) => receivers.until(`a call that is ${state}`, () => receivers.of('call.moved').some((moved) => moved.state === state));

  it('puts a call through to a person who presses the key: signed call-backs in order, and an acknowledgement', async () => {
    await open(quick({ [person]: 'acknowledges' }), { '/twiml': ask('/pressed?by=phone'), '/pressed?by=phone': say('Thanks.') });
    const call = await clientOf().calls.create({
      to: person, from, url: `${app.url}/twiml`, machineDetection: 'Enable', statusCallback: `${app.url}/status`, statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    });
    expect(call).to.include({ status: 'queued', to: person, from, direction: 'outbound-api', accountSid: sid });
    expect(call.sid).to.match(/^CA[0-9a-f]{32}$/);
    await over('completed');
    await receivers.until('all call-backs', () => app.called.filter(({ path }) => path === '/status').length === 4);

    expect(states()).to.deep.equal(['queued accepted', 'ringing accepted', 'answered delivered person', 'acknowledged acknowledged person', 'completed acknowledged']);
    expect(notices()).to.deep.equal(['call accepted', 'call acknowledged']);
    expect(receivers.of('call.moved').map(({ simulated }) => simulated ?? false), 'what the record says of who answered').to.deep.equal([false, true, true, true, true]);
    expect(receivers.of('notice.moved')[1]).to.include({ simulated: true, text: 'Drill. Press 7 now.\nBye.', to: person, notice: `twilio-${call.sid}` });
    expect(app.called.filter(({ path }) => path === '/status').map(({ params }) => `${params['SequenceNumber']} ${params['CallStatus']} ${params['AnsweredBy'] ?? '-'}`)).to.deep.equal(['0 initiated -', '1 ringing -', '2 in-progress human', '3 completed human']);
    expect(app.called.find(({ path }) => path.startsWith('/pressed'))?.params).to.include({ Digits: '7', CallSid: call.sid, CallStatus: 'in-progress' });
    expect(app.called.every(({ genuine }) => genuine), 'every signature').to.equal(true);
    const fetched = await clientOf().calls(call.sid).fetch();
    expect(fetched).to.include({ status: 'completed', answeredBy: 'human' });
    expect(fetched.startTime?.getTime()).to.be.within(fetched.dateCreated.getTime(), fetched.endTime.getTime());
    expect(JSON.stringify([...receivers.of('call.moved'), ...receivers.of('notice.moved')])).not.to.include(token);
  });

  it('tells apart who heard it all, who hung up, a machine that has it, a fax, and nobody', async () => {
    const numbers = Object.fromEntries(Object.entries(certain).filter(([, habit]) => habit !== 'acknowledges'));
    await open(quick({}));
    const calls = new Map<string, string>();
    for (const to of Object.keys(numbers)) calls.set((await clientOf().calls.create({ to, from, twiml: say('Two words'), timeout: 1, machineDetection: 'Enable' })).sid, to);
    await receivers.until('the end of each call', () => receivers.of('notice.moved').filter(({ rung, error }) => rung !== 'accepted' || error !== undefined).length === 7);
    const last = (to: string) => receivers.of('notice.moved').findLast((moved) => moved.to === to);
    expect(Object.fromEntries(Object.entries(numbers).map(([to, habit]) => [habit, [last(to)?.rung, last(to)?.error].filter(Boolean).join(': ')]))).to.deep.equal({
      listens: 'seen', machine: 'delivered', 'hangs-up': 'delivered', fax: 'accepted: a fax answered', busy: 'accepted: busy', failed: 'accepted: failed', 'no-answer': 'accepted: no-answer',
    });
    const shown = await clientOf().calls.list({ status: 'completed' });
    expect(new Map(shown.map(({ to, answeredBy }) => [to, answeredBy]))).to.deep.equal(new Map([['+12025550105', 'fax'], ['+12025550104', 'machine_start'], ['+12025550103', 'human'], ['+12025550102', 'human']]));
    expect(receivers.of('call.moved').find(({ state }) => state === 'voicemail')).to.include({ actor: 'machine', rung: 'accepted' });
    expect(receivers.of('notice.moved')[0]?.text).to.equal('Two words');
  });

  it('says what kept a call from saying anything, and reaches nobody outside of its sandbox', async () => {
    await open(quick({ [person]: 'listens' }), { '/loop': '<Response><Redirect>/loop</Redirect></Response>', '/broken': '<Response><Say>x</Response>' });
    for (const url of [`${app.url}/broken`, 'http://twiml.example.com/', `${app.url}/loop`]) await clientOf().calls.create({ to: person, from, url });
    await receivers.until('three ends', () => receivers.of('notice.moved').filter(({ error }) => error !== undefined).length === 3);
    const errors = receivers.of('notice.moved').flatMap(({ error, rung }) => (error === undefined ? [] : [`${rung} ${error}`]));
    expect(errors.find((error) => error.includes('/broken'))).to.match(/^accepted expected TwiML from .*, got <Say> that isn't closed$/);
    expect(errors.find((error) => error.includes('twiml.example.com'))).to.include('loopback');
    expect(errors.find((error) => error.includes('/loop'))).to.include('20 documents that lead to others');
  });

  it('lets a call be canceled while it waits, and ended while it goes on', async () => {
    await open(quick({ [person]: 'listens' }, { callsPerSecond: 0.5 }));
    const [first, second] = [await clientOf().calls.create({ to: person, from, twiml: say('word '.repeat(100)) }), await clientOf().calls.create({ to: person, from, twiml: say('x') })];
    expect(Number(second.queueTime)).to.be.within(1000, 2000);
    expect(await clientOf().calls(second.sid).update({ status: 'canceled' })).to.include({ status: 'canceled' });
    await over('answered');
    expect(await clientOf().calls(first.sid).update({ status: 'completed' })).to.include({ status: 'completed' });
    expect(states()).to.include.members(['canceled accepted', 'completed delivered']);
    expect(await caught(clientOf().calls(first.sid).update({ twiml: say('more') }))).to.include({ status: 400, code: 21_220 });
  });

  it('sends messages, which a handset confirms or not, and takes the keyword as an acknowledgement', async () => {
    await open({ messagesPerSecond: 100, messages: { delivered: 1, replies: 1, deliver: '20ms', reply: '20ms' } });
    const message = await clientOf().messages.create({ to: person, from, body: '[DRILL] Reply ACK', statusCallback: `${app.url}/sms` });
    expect(message).to.include({ status: 'queued', body: '[DRILL] Reply ACK', numSegments: '1', errorCode: null });
    await receivers.until('an acknowledgement', () => notices().includes('sms acknowledged'));
    await receivers.until('both call-backs', () => app.called.length === 2);
    expect(notices()).to.deep.equal(['sms accepted', 'sms delivered', 'sms acknowledged']);
    expect(app.called.map(({ params, genuine }) => `${params['MessageStatus']} ${genuine}`)).to.deep.equal(['sent true', 'delivered true']);
    expect(await clientOf().messages(message.sid).fetch()).to.include({ status: 'delivered' });
  });

  it('says of a message that no handset has it', async () => {
    await open({ messages: { delivered: 0, deliver: '20ms' } });
    const { sid: id } = await clientOf().messages.create({ to: person, from, body: 'x' });
    await receivers.until('the end', () => receivers.of('notice.moved').some(({ error }) => error !== undefined));
    expect(notices()).to.deep.equal(['sms accepted', 'sms accepted 30003: Unreachable destination handset']);
    expect(await clientOf().messages(id).fetch()).to.include({ status: 'undelivered', errorCode: 30_003 });
  });

  it("refuses as Twilio does, so that its SDK raises its own error", async () => {
    await open({});
    const { calls, messages } = clientOf();
    const valid = { to: person, from, twiml: say('x') };
    const refused = [
      [401, 20_003, () => clientOf(sid, 'gameday-wrong').calls.create(valid)],
      [401, 20_003, () => clientOf(`AC${'f'.repeat(32)}`, 'gameday-wrong').calls.list()],
      [400, 21_211, () => calls.create({ ...valid, to: '12' })],
      [400, 21_217, () => calls.create({ ...valid, to: '+15005550001' })],
      [400, 21_214, () => calls.create({ ...valid, to: '+15005550002' })],
      [400, 21_212, () => calls.create({ ...valid, from: 'nobody' })],
      [400, 21_205, () => calls.create({ to: person, from, url: 'not a url' })],
      [400, 21_609, () => calls.create({ ...valid, statusCallback: 'ftp://x' })],
      [400, 12_100, () => calls.create({ ...valid, twiml: '<Response><Say>x' })],
      [404, 20_404, () => calls(`CA${'0'.repeat(32)}`).fetch()],
      [400, 21_603, () => messages.create({ to: person, body: 'x' })],
      [400, 21_602, () => messages.create({ to: person, from })],
      [400, 21_617, () => messages.create({ to: person, from, body: 'x'.repeat(1601) })],
      [400, 21_610, () => messages.create({ to: '+15005550004', from, body: 'x' })],
      [400, 21_614, () => messages.create({ to: '+15005550009', from, body: 'x' })],
      [405, 20_004, () => messages(`SM${'0'.repeat(32)}`).remove()],
    ] as const;
    const { sid: message } = await messages.create({ to: machine, from, body: 'x' });
    for (const [status, code, call] of refused.slice(0, -1)) expect(await caught(call())).to.be.instanceOf(twilio.RestException).and.to.include({ status, code });
    expect(await caught(messages(message).remove())).to.include({ status: 405, code: 20_004 });
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal(refused.map(([status]) => status));
    expect(receivers.of('call.moved')).to.deep.equal([]);
    expect(JSON.stringify(receivers.of('receiver.refused'))).not.to.include('gameday-wrong');
  });

  it('limits how often an account may ask', async () => {
    await open({ perSecondMax: 1 });
    await clientOf().messages.list();
    expect(await caught(clientOf().messages.list())).to.include({ status: 429, code: 20_429 });
  });

  it('puts hostile content down as what it is', async () => {
    await open(quick({ [person]: 'listens' }));
    const words = '&lt;script&gt;alert(1)&lt;/script&gt; \u202Egnp =cmd|x';
    await clientOf().calls.create({ to: person, from, twiml: say(words) });
    await clientOf().messages.create({ to: person, from, body: '<b>\r\nBcc: x@example.org' });
    expect(receivers.of('notice.moved').map(({ text }) => text)).to.deep.equal(['<script>alert(1)</script> \u202Egnp =cmd|x', '<b>\r\nBcc: x@example.org']);
    await over('completed');
  });
});

/** The receiver alone, in virtual time. */
async function inVirtualTime(settings: object, numbers: readonly string[], forMs: number) {
  const clock = virtualClock({ startMs: 0 });
  const heard: { readonly kind: Kind }[] = [];
  const hear: Hear = (kind, body) => void heard.push({ ...body, kind });
  const post = async (): Promise<HttpAnswer> => ({ status: 0, headers: {}, body: '', ms: 0, error: 'nobody is called' });
  const { answer } = receiver.open({ clock, random: seededRandom(7), hear, post, secret: '' }, receiver.spec?.parse(settings));
  const headers = { authorization: `Basic ${btoa(`${sid}:${token}`)}`, 'content-type': 'application/x-www-form-urlencoded' };
  await clock.run(async () => {
    for (const To of numbers) {
      const body = new TextEncoder().encode(new URLSearchParams({ To, From: from, Twiml: say('This is a drill.') }).toString());
      await answer?.({ method: 'POST', base: '', path: `/2010-04-01/Accounts/${sid}/Calls.json`, headers, body });
    }
    await clock.sleep(forMs);
  });
  return <K extends Kind>(kind: K) => heard.filter((one): one is EventOf<K> => one.kind === kind);
}

describe('the line of the receiver twilio', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => `+4479${String(n).padStart(8, '0')}`);
  const settings = { perSecondMax: 100_000 };

  it('puts ten thousand calls through at one a second, each to its end', async function () {
    this.timeout(120_000);
    const of = await inVirtualTime(settings, many, 10_200_000);
    const moves = of('call.moved');
    const rang = moves.filter(({ state }) => state === 'ringing').map(({ atMs }) => atMs);
    expect(Math.max(...rang) / 1000, 'the last call rings').to.be.within(9900, 10_002);
    expect(rang.filter((atMs) => atMs < 100_000).length, 'calls in the first 100 s').to.be.within(80, 100);
    const ended = moves.filter(({ state }) => ['completed', 'busy', 'failed', 'no-answer'].includes(state));
    expect(ended).to.have.lengthOf(10_000);
    const share = (state: string) => moves.filter((moved) => moved.state === state).length / 10_000;
    expect(share('answered')).to.be.closeTo(0.6, 0.03);
    expect(share('voicemail')).to.be.closeTo(0.21, 0.03);
    expect(of('notice.moved').filter(({ rung }) => rung === 'seen').length / 10_000, 'no key was asked for, so those who would press it listen').to.be.closeTo(0.6 * 0.97, 0.03);
  });

  it('is the same for the same seed, and a call more changes nobody else', async () => {
    const some = many.slice(0, 50);
    const states = async (numbers: readonly string[]) => {
      const of = await inVirtualTime(settings, numbers, 300_000);
      return new Map(some.map((to) => [to, of('call.moved').filter((moved) => moved.to === to).map(({ state }) => state).join(' ')]));
    };
    const once = await states(some);
    expect(await states(some)).to.deep.equal(once);
    expect(await states(['+442079460009', ...some])).to.deep.equal(once);
  });
});
