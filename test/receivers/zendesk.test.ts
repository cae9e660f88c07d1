/** Holds the tests of the receiver `zendesk`, by the client node-zendesk and by what end users send. */
import { expect } from 'chai';
import zendesk from 'node-zendesk';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

describe('zendesk', () => {
  let receivers: Served;
  beforeEach(async () => {
    receivers = await served();
  });
  afterEach(() => receivers.close());

  const client = (username = 'kim@vendor.example', token = 'any') => zendesk.createClient({ endpointUri: `${receivers.url}/zendesk/api/v2`, username, token });
  const basic = (user = 'kim@vendor.example/token:any') => ({ authorization: `Basic ${Buffer.from(user).toString('base64')}`, 'content-type': 'application/json' });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = basic()) => {
    const answer = await fetch(`${receivers.url}/zendesk/api/v2/${path}`, { method, headers, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  };
  const seen = () => receivers.of('case.moved').map(({ case: id, state, rung, actor, customer, text }) => [id, state, rung, actor, customer, text]);
  const ticket = { subject: 'Is it down?', comment: { body: 'We cannot log in.' }, requester: { name: 'Jo', email: 'jo@customer.example' } };
  const opened = async () => {
    const { result } = await client().tickets.create({ ticket });
    const { id, requester_id: requester } = result as unknown as { id: number; requester_id: number };
    return { id, requester };
  };

  it('a ticket is opened, listed and found, and one that was looked at was kept', async () => {
    const { id } = await opened();
    const shown = (await client().tickets.show(id)) as unknown as { result: { id: number; subject: string; description: string; status: string } };
    await client().tickets.show(id);
    expect(shown.result).to.include({ id, subject: 'Is it down?', description: 'We cannot log in.', status: 'new' });
    expect((await client().tickets.list()).map((one) => (one as { id: number }).id)).to.deep.equal([id]);
    expect(seen()).to.deep.equal([[String(id), 'opened', 'accepted', undefined, 'jo@customer.example', 'Is it down?\nWe cannot log in.'], [String(id), 'kept', 'accepted', undefined, 'jo@customer.example', undefined]]);
    expect(receivers.of('case.moved')[0]?.receiver).to.equal('zendesk');
  });

  it('only the first public comment of a person acknowledges', async () => {
    const { id, requester } = await opened();
    const comment = (comment: object, user?: string) => client(user).tickets.update(id, { ticket: { comment } });
    await comment({ body: 'Thank you for your message.', author_id: -1 });
    await comment({ body: 'A robot says hello.' }, 'support-bot@vendor.example');
    await comment({ body: 'By a trigger.', via: { channel: 'rule' } });
    await comment({ body: 'Looks like the edge.', public: false });
    await comment({ body: 'Please hurry.', author_id: requester });
    await comment({ body: 'We see it and work on it.', public: true });
    await comment({ body: 'It is over.' });
    await client().tickets.update(id, { ticket: { status: 'solved' } });
    expect(seen().slice(1).map(([, state, rung, actor, , text]) => [state, rung, actor, text])).to.deep.equal([
      ['answered', 'accepted', 'automation', 'Thank you for your message.'],
      ['answered', 'accepted', 'automation', 'A robot says hello.'],
      ['answered', 'accepted', 'automation', 'By a trigger.'],
      ['kept', 'accepted', 'person', undefined],
      ['kept', 'accepted', 'person', 'Please hurry.'],
      ['acknowledged', 'acknowledged', 'person', 'We see it and work on it.'],
      ['kept', 'accepted', 'person', 'It is over.'],
      ['kept', 'accepted', undefined, undefined],
    ]);
    const comments = JSON.parse((await ask('GET', `tickets/${id}/comments`)).text) as { comments: { body: string; public: boolean; author_id: number }[] };
    expect(comments.comments.map(({ public: shown }) => shown)).to.deep.equal([true, true, true, true, false, true, true, true]);
    expect(comments.comments[1]?.author_id).to.equal(-1);
  });

  it('a deletion is seen, one by one or many at once', async () => {
    const ids = [await opened(), await opened(), await opened()].map(({ id }) => id);
    expect((await ask('DELETE', `tickets/${ids[0]}`)).status).to.equal(204);
    await client().tickets.deleteMany(ids.slice(1));
    expect(await caught(client().tickets.show(ids[0] ?? 0))).to.match(/404/);
    expect(seen().filter(([, state]) => state === 'deleted').map(([id]) => id)).to.deep.equal(ids.map(String));
  });

  it('end users open requests without an account, and their comments acknowledge nothing', async () => {
    const anonymous = { 'content-type': 'application/json' };
    const created = await ask('POST', 'requests.json', { request: { requester: { name: 'Jo' }, subject: 'Down', comment: { body: 'No page.' } } }, anonymous);
    expect(created.status).to.equal(201);
    const { request } = JSON.parse(created.text) as { request: { id: number } };
    await ask('PUT', `requests/${request.id}`, { request: { comment: { body: 'Still no page.' } } }, basic('jo@customer.example/token:x'));
    expect(seen().map(([, state, , actor, customer]) => [state, actor, customer])).to.deep.equal([['opened', undefined, 'Jo'], ['kept', 'person', 'Jo']]);
  });

  it("what Zendesk would not take is answered as Zendesk would, and is refused", async () => {
    expect(await caught(client('kim@vendor.example', 'gameday-wrong').tickets.list())).to.match(/401/);
    expect(await caught(client().tickets.create({ ticket: { subject: 'empty', comment: { body: ' ' } } }))).to.match(/422/);
    const tried = [
      await ask('POST', 'tickets', ticket, { 'content-type': 'application/json' }),
      await ask('POST', 'tickets', '{'),
      await ask('POST', 'tickets', { subject: 'x' }),
      await ask('POST', 'tickets', { ticket: { comment: { body: 7 } } }),
      await ask('POST', 'tickets', { ticket }, { ...basic(), 'content-type': 'text/plain' }),
      await ask('PUT', 'tickets/4711', { ticket }),
      await ask('PATCH', 'tickets', { ticket }),
      await ask('GET', 'search.json?query=x'),
    ];
    expect(tried.map(({ status }) => status)).to.deep.equal([401, 422, 400, 422, 400, 404, 405, 404]);
    expect(JSON.parse(tried[0]?.text ?? '')).to.deep.equal({ error: "Couldn't authenticate you" });
    expect(seen()).to.deep.equal([]);
    expect(receivers.of('receiver.refused')).to.have.length(10);
  });

  it('hostile texts are put down as they are', async () => {
    const subject = '=HYPERLINK("http://evil.example") <script>alert(1)</script> \u202Egnp.exe\u0000\r\nX: y';
    const created = await ask('POST', 'tickets.json', { ticket: { subject, comment: { body: 'b' }, requester: { email: 'jo@customer.example\r\nBcc: all' } } });
    expect(created.location).to.match(/\/zendesk\/api\/v2\/tickets\/1\.json$/);
    expect(seen()[0]).to.deep.equal(['1', 'opened', 'accepted', undefined, 'jo@customer.example\r\nBcc: all', `${subject}\nb`]);
  });
});
