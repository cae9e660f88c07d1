/** Holds the tests of the receiver `webhook`: messages of other tools, taken as a scenario maps them. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { served, type Served } from './served.ts';

describe('receiver webhook', () => {
  let receivers: Served;
  const open = async (settings: object = {}) => {
    receivers = await served({ webhook: settings });
  };
  afterEach(() => receivers.close());
  const send = async (body: unknown, method: 'POST' | 'DELETE' = 'POST') => (await fetch(`${receivers.url}/webhook`, { method, body: typeof body === 'string' ? body : JSON.stringify(body) })).status;

  it('takes alerts in a plain shape without a mapping', async () => {
    await open();
    const alert = { id: '7', title: 'SiteDown', description: 'nobody comes through', status: 'firing', labels: { service: 'edge', nested: { not: 'one' } } };
    expect(await send(alert)).to.equal(200);
    expect(await send({ ...alert, status: 'Resolved' })).to.equal(200);
    const [fired, ended] = receivers.of('alert.heard');
    expect(fired).to.deep.include({ receiver: 'webhook', status: 'firing', rung: 'accepted', labels: { alertname: 'SiteDown', service: 'edge' }, annotations: { summary: 'SiteDown', description: 'nobody comes through' } });
    expect(ended).to.include({ status: 'resolved', fingerprint: fired?.fingerprint });
  });

  it('finds what a mapping names, in each message of a list', async () => {
    await open({ each: '/monitors', id: '/key', title: '/check~1name', status: '/state', resolved: ['UP'], labels: { service: '/tags/service', site: '/tags/0' } });
    const down = { key: 1, 'check/name': 'Ping', state: 'DOWN', tags: { service: 'edge' } };
    expect(await send({ monitors: [down, { ...down, state: 'up' }] })).to.equal(200);
    expect(receivers.of('alert.heard').map(({ status, labels }) => [status, labels])).to.deep.equal([['firing', { alertname: 'Ping', service: 'edge' }], ['resolved', { alertname: 'Ping', service: 'edge' }]]);
    expect(await send({ monitors: 'none' })).to.equal(422);
  });

  it('takes acknowledgements and notices', async () => {
    await open({ means: 'acknowledgement', who: '/by/name', role: 'network' });
    expect(await send({ by: { name: 'Kim' }, title: 'SiteDown' })).to.equal(200);
    expect(receivers.of('milestone.reached')[0]).to.include({ milestone: 'acknowledged', role: 'network', source: 'observed', actor: 'person', detail: 'Kim: SiteDown', rung: 'acknowledged' });
    await receivers.close();
    await open({ means: 'notice', channel: 'teams', text: '/message' });
    expect(await send({ id: 'n1', title: '[DRILL] Sign-in fails', message: 'Use the phone.' })).to.equal(200);
    expect(await send({ title: 'without an id' })).to.equal(422);
    expect(receivers.of('notice.moved')).to.have.length(1);
    expect(receivers.of('notice.moved')[0]).to.include({ notice: 'n1', channel: 'teams', rung: 'accepted', text: '[DRILL] Sign-in fails\nUse the phone.', receiver: 'webhook' });
  });

  it('tells a draft from what was approved, and that from what went out', async () => {
    await open({ means: 'notice', channel: 'teams', status: '/state', drafted: ['In Review'] });
    for (const state of ['in review', 'Approved', 'sent']) expect(await send({ id: 'n1', title: '[DRILL] Sign-in fails', state })).to.equal(200);
    expect(receivers.of('notice.moved').map(({ rung }) => rung)).to.deep.equal(['composed', 'approved', 'accepted']);
  });

  it('refuses what it can make nothing of', async () => {
    await open();
    expect(await send('{')).to.equal(400);
    expect(await send('"text"')).to.equal(400);
    expect(await send({ unknown: 'shape' })).to.equal(422);
    expect(await send('{"__proto__": {"title": "x"}}')).to.equal(422);
    expect(await send({ title: 'x' }, 'DELETE')).to.equal(405);
    expect(receivers.of('receiver.refused').map(({ status }) => status)).to.deep.equal([400, 400, 422, 422, 405]);
    const { spec } = catalogue.receivers.webhook;
    expect(spec?.safeParse({ title: 'title' }).success, 'a pointer begins with a slash').to.equal(false);
  });
});
