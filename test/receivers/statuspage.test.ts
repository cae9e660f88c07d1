/** Holds the tests of the receiver `statuspage`, by the requests that Atlassian documents ("Statuspage API", Incidents, Components, Postmortem; "Status API" of any page); there is no SDK of the vendor's. */
import { expect } from 'chai';
import { served } from './served.ts';
import type { Served } from './served.ts';

interface Answer {
  readonly status: number;
  readonly body: { readonly [key: string]: unknown; readonly id: string; readonly incident_updates: readonly { readonly id: string; readonly status: string; readonly body: string }[] };
  readonly headers: Headers;
}

const page = 'kctbh9vrtdwd';

describe('receiver statuspage', () => {
  let receivers: Served;
  const open = async (settings: object = {}) => (receivers = await served({ statuspage: settings }));
  afterEach(() => receivers.close());

  const raw = (path: string, init: RequestInit = {}) => fetch(`${receivers.url}/statuspage${path}`, init);
  const ask = async (method: string, path: string, body?: object | string, headers: Record<string, string> = { authorization: 'OAuth 89a229ce1a8dbcf9ff30430fbe35eb4c0426574bca932061892cefd2138aa4b1' }): Promise<Answer> => {
    const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = await raw(path, { method, ...content, headers: { ...(typeof body !== 'string' && { 'content-type': 'application/json' }), ...headers } });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
  };
  const incidents = `/v1/pages/${page}/incidents`;
  const create = (incident: object) => ask('POST', incidents, { incident });
  const moves = () => receivers.of('notice.moved').map(({ notice, rung, channel, text }) => ({ notice, rung, channel, text }));

  it('takes an incident and its updates, each a notice, and a fetch of the public page proves those that it carries', async () => {
    await open();
    const made = await create({ name: '[DRILL] Sign-in fails', status: 'investigating', body: 'We look into it.\nNext update at 10:30.', deliver_notifications: true });
    expect(made.status).to.equal(201);
    expect(made.body).to.include({ name: '[DRILL] Sign-in fails', status: 'investigating', page_id: page, impact: 'none' });
    const [first] = made.body.incident_updates;
    expect(moves()).to.deep.equal([{ notice: `statuspage-${first?.id}`, rung: 'accepted', channel: 'status-page', text: '[DRILL] Sign-in fails\nWe look into it.\nNext update at 10:30.' }]);

    const updated = await ask('PATCH', `${incidents}/${made.body.id}`, { incident: { status: 'identified', body: 'A flood of traffic.' } });
    expect(updated.body.incident_updates.map(({ status }) => status)).to.deep.equal(['identified', 'investigating']);
    await ask('GET', `${incidents}/${made.body.id}`);
    await raw('/api/v2/status.json');
    expect(moves().map(({ rung }) => rung), 'neither its author nor an answer without updates proves anything').to.deep.equal(['accepted', 'accepted']);

    const summary = (await (await raw('/api/v2/summary.json')).json()) as { incidents: Answer['body'][]; components: unknown[]; status: object };
    expect(summary.incidents[0]?.incident_updates[0]).to.include({ status: 'identified', body: 'A flood of traffic.' });
    expect(summary.components).to.have.lengthOf(5);
    await raw('/history');
    const delivered = moves().filter(({ rung }) => rung === 'delivered').map(({ notice }) => notice);
    expect(delivered).to.have.members(updated.body.incident_updates.map(({ id }) => `statuspage-${id}`)).and.to.have.lengthOf(2);
  });

  it('shows only open incidents on top, and all in its history', async () => {
    await open();
    const made = await create({ name: 'Mail is slow', body: 'Looking.' });
    await ask('PATCH', `${incidents}/${made.body.id}`, { incident: { status: 'resolved', body: 'Fixed.' } });
    const list = async (path: string) => ((await (await raw(path)).json()) as { incidents: unknown[] }).incidents.length;
    expect(await list('/api/v2/summary.json')).to.equal(0);
    expect(await list('/api/v2/incidents/unresolved.json')).to.equal(0);
    expect(moves().filter(({ rung }) => rung === 'delivered')).to.deep.equal([]);
    expect(await list('/api/v2/incidents.json')).to.equal(1);
    expect(moves().filter(({ rung }) => rung === 'delivered')).to.have.lengthOf(2);
    expect((await ask('GET', `${incidents}/unresolved`)).body).to.deep.equal([]);
  });

  it('publishes a postmortem once its incident is resolved: a notice with the whole report', async () => {
    await open();
    const { body } = await create({ name: 'Outage', body: 'Looking.' });
    const at = `${incidents}/${body.id}/postmortem`;
    const report = '## Timeline\n07:25 the flood began\n## What changes\nDiversion is practised each month.';
    expect((await ask('PUT', at, { postmortem: { body_draft: report } })).body).to.include({ body_draft: report, body: null, published_at: null });
    expect((await ask('PUT', `${at}/publish`, { postmortem: { notify_subscribers: true } })).status).to.equal(422);
    await ask('PATCH', `${incidents}/${body.id}`, { incident: { status: 'resolved' } });
    expect(moves().map(({ notice }) => notice)).not.to.include(`statuspage-postmortem-${body.id}`);
    const published = await ask('PUT', `${at}/publish`, { postmortem: { notify_subscribers: true } });
    expect(published.status).to.equal(200);
    expect(published.body).to.include({ body: report });
    expect(moves().at(-1)).to.deep.equal({ notice: `statuspage-postmortem-${body.id}`, rung: 'accepted', channel: 'status-page', text: `Outage\n${report}` });
    expect(await (await raw('/history')).text()).to.include('<strong>postmortem</strong> ## Timeline<br>07:25 the flood began');
    expect(moves().at(-1)).to.include({ rung: 'delivered' });
  });

  it('works out the impact from components, and takes forms as curl sends them', async () => {
    await open({ components: ['Shop', 'Mail'] });
    const components = (await ask('GET', `/v1/pages/${page}/components`)).body as unknown as { id: string; name: string }[];
    const shop = components.find(({ name }) => name === 'Shop')?.id ?? '';
    const form = new URLSearchParams([['incident[name]', 'Shop is down'], ['incident[status]', 'investigating'], ['incident[component_ids][]', shop], [`incident[components][${shop}]`, 'major_outage'], ['incident[deliver_notifications]', 'false']]);
    const made = await ask('POST', incidents, form.toString(), { authorization: 'OAuth key', 'content-type': 'application/x-www-form-urlencoded' });
    expect(made.status).to.equal(201);
    expect(made.body).to.include({ name: 'Shop is down', impact: 'critical' });
    expect(await (await raw('/api/v2/status.json')).json()).to.have.property('status').that.deep.equals({ indicator: 'critical', description: 'Major Service Outage' });
    expect((await ask('PATCH', `/v1/pages/${page}/components/${shop}`, { component: { status: 'operational' } })).body).to.include({ status: 'operational' });
    expect((await ask('POST', `/v1/pages/${page}/components`, { component: { name: 'Wiki' } })).status).to.equal(201);
    expect((await ask('DELETE', `${incidents}/${made.body.id}`)).status).to.equal(200);
    expect(await (await raw('/api/v2/status.json')).json()).to.have.property('status').that.deep.equals({ indicator: 'none', description: 'All Systems Operational' });
  });

  it('refuses as Statuspage does, and puts down what was refused', async () => {
    await open();
    const { body } = await create({ name: 'One' });
    const refused = [
      [401, () => ask('POST', incidents, { incident: { name: 'x' } }, {})],
      [401, () => ask('POST', incidents, { incident: { name: 'x' } }, { authorization: 'OAuth gameday-wrong' })],
      [400, () => ask('POST', incidents, '{"incident":', { authorization: 'OAuth key', 'content-type': 'application/json' })],
      [422, () => create({ body: 'without a name' })],
      [422, () => create({ name: 'x'.repeat(256) })],
      [422, () => create({ name: 'x', status: 'panicking' })],
      [422, () => create({ name: 'x', component_ids: ['unknown'] })],
      [404, () => ask('PATCH', `${incidents}/unknown`, { incident: { status: 'resolved' } })],
      [404, () => ask('GET', '/v1/pages/gameday-wrong/incidents')],
      [404, () => ask('POST', '/api/v2/summary.json', {})],
    ] as const;
    const answers: Answer[] = [];
    for (const [, call] of refused) answers.push(await call());
    expect(answers.map(({ status }) => status)).to.deep.equal(refused.map(([status]) => status));
    expect(answers.map((answer) => answer.body['error'])).to.deep.equal([
      'Could not authenticate', 'Could not authenticate', 'The request body could not be parsed', ["Name can't be blank"], ['Name is too long (maximum is 255 characters)'], ['Status is not included in the list'],
      ['Component unknown could not be found'], 'Not found', 'Not found', 'Not found',
    ]);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal(refused.map(([status]) => status));
    expect(moves()).to.have.lengthOf(1);
    expect((await ask('GET', `${incidents}?api_key=key`, undefined, {})).body).to.have.lengthOf(1);
    expect(body.id).to.match(/^[a-z0-9]{12}$/);
  });

  it('limits how often a key may ask', async () => {
    await open({ perMinuteMax: 1 });
    expect((await create({ name: 'x' })).status).to.equal(201);
    const late = await create({ name: 'y' });
    expect(late.status).to.equal(429);
    expect(Number(late.headers.get('retry-after'))).to.be.within(1, 60);
  });

  it('puts hostile content down as what it is, and lets none of it act on the page', async () => {
    await open();
    const name = '<script>alert(1)</script>';
    const text = '\u202Egnp.exe "><img src=x onerror=alert(1)> =cmd|calc';
    await create({ name, body: text });
    expect(moves()[0]?.text).to.equal(`${name}\n${text}`);
    const shown = await raw('/');
    const html = await shown.text();
    expect(html).not.to.match(/<script|<img/);
    expect(html).to.include('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(shown.headers.get('content-security-policy')).to.equal("default-src 'none'");
  });
});
