/** Holds the tests of the receiver `cloudflare`, asked by Cloudflare's own SDK; and that a drill's route follows it and is led back at the end. */
import { expect } from 'chai';
import Cloudflare from 'cloudflare';
import { catalogue } from '../../src/catalog/index.ts';
import { receiveBy } from '../../src/drill/receive.ts';
import { moveDesk } from '../../src/drill/move-desk.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { rehearse } from '../drill/rehearse.ts';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

const zone = '023e105f4ecef8ad9ca31a8372d0c353';
const clientAt = (base: string, apiToken = 'token-of-a-team') => new Cloudflare({ baseURL: `${base}/cloudflare/client/v4`, apiToken, maxRetries: 0 });

describe('receiver cloudflare', () => {
  let receivers: Served;
  let client: Cloudflare;
  beforeEach(async () => {
    receivers = await served();
    client = clientAt(receivers.url);
  });
  afterEach(() => receivers.close());
  const commands = () => receivers.of('milestone.reached').map(({ milestone, detail, rung, source, role }) => ({ milestone, detail, rung, source, role }));

  it('takes "under attack" as the command to divert, and any other level as the way back', async () => {
    expect(await client.zones.settings.get('security_level', { zone_id: zone })).to.include({ id: 'security_level', value: 'medium' });
    const edited = await client.zones.settings.edit('security_level', { zone_id: zone, value: 'under_attack' });
    expect(edited).to.include({ value: 'under_attack', editable: true });
    await client.zones.settings.edit('security_level', { zone_id: zone, value: 'under_attack' });
    await client.zones.settings.edit('security_level', { zone_id: zone, value: 'high' });
    expect(commands()).to.deep.equal([
      { milestone: 'commanded', detail: 'partner-a: security level under_attack', rung: 'accepted', source: 'observed', role: 'network' },
      { milestone: 'failed-back', detail: 'edge: security level high', rung: 'accepted', source: 'observed', role: 'network' },
    ]);
  });

  it('takes records that lead to a partner, or that are proxied, as commands, and others as what they are', async () => {
    const [www] = (await client.dns.records.list({ zone_id: zone })).result;
    expect(www).to.include({ type: 'CNAME', name: 'www.range.example', content: 'edge.range.example', proxied: false });
    const id = www?.id ?? '';
    const edited = await client.dns.records.edit(id, { zone_id: zone, type: 'CNAME', name: 'www', ttl: 60, content: 'partner-b.range.example' });
    expect(edited).to.include({ id, content: 'partner-b.range.example', name: 'www.range.example' });
    await client.dns.records.update(id, { zone_id: zone, type: 'CNAME', name: 'www', ttl: 1, content: 'edge.range.example' });
    await client.dns.records.edit(id, { zone_id: zone, type: 'CNAME', name: 'www', ttl: 1, content: 'edge.range.example', proxied: true });
    const text = await client.dns.records.create({ zone_id: zone, type: 'TXT', name: 'range.example', ttl: 1, content: '"v=spf1 -all"' });
    expect(await client.dns.records.delete(text.id, { zone_id: zone })).to.deep.equal({ id: text.id });
    expect(commands().map(({ milestone, detail }) => `${milestone} ${detail}`)).to.deep.equal([
      'commanded partner-b: CNAME www partner-b.range.example',
      'failed-back edge: CNAME www edge.range.example',
      'commanded partner-a: CNAME www edge.range.example, proxied',
    ]);
    expect(await client.dns.records.get(id, { zone_id: zone })).to.include({ proxied: true });
  });

  it('lets a record of its own divert, and its end lead back', async () => {
    const made = await client.dns.records.create({ zone_id: zone, type: 'CNAME', name: 'front', ttl: 60, content: 'partner-a.range.example' });
    await client.dns.records.delete(made.id, { zone_id: zone });
    expect(commands().map(({ milestone }) => milestone)).to.deep.equal(['commanded', 'failed-back']);
    const names: string[] = [];
    for await (const record of client.dns.records.list({ zone_id: zone, name: { exact: 'www.range.example' } })) names.push(record.name);
    expect(names).to.deep.equal(['www.range.example']);
    expect((await client.zones.list({ name: 'range.example' })).result[0]).to.include({ name: 'range.example', status: 'active' });
  });

  it("refuses as Cloudflare does, so that its SDK raises its own errors, and puts down what was refused", async () => {
    const record = { zone_id: zone, type: 'A', name: 'a', ttl: 1, content: '192.0.2.1' } as const;
    await client.dns.records.create(record);
    const refused = [
      [403, 10_000, () => clientAt(receivers.url, 'gameday-wrong').zones.settings.get('security_level', { zone_id: zone })],
      [404, 7003, () => client.zones.settings.get('security_level', { zone_id: 'shop.example' })],
      [400, 1007, () => client.patch(`/zones/${zone}/settings/security_level`, { body: { value: 'panic' } })],
      [400, 81_058, () => client.dns.records.create(record)],
      [400, 81_053, () => client.dns.records.create({ ...record, type: 'CNAME', content: 'b.example' })],
      [400, 9005, () => client.dns.records.create({ ...record, name: 'b', content: '999.1.1.1' })],
      [400, 9000, () => client.dns.records.create({ ...record, name: '<script>alert(1)</script>' })],
      [404, 81_044, () => client.dns.records.delete('f'.repeat(32), { zone_id: zone })],
      [404, 7000, () => client.get('/accounts')],
      [400, 9207, () => client.post(`/zones/${zone}/dns_records`, { body: {} })],
    ] as const;
    for (const [status, code, call] of refused) {
      const error = await caught(call());
      expect(error).to.be.instanceOf(Cloudflare.APIError);
      expect(error).to.deep.include({ status });
      expect((error as InstanceType<typeof Cloudflare.APIError>).errors.map((one) => one.code)).to.deep.equal([code]);
    }
    expect(receivers.of('receiver.refused').map(({ status, receiver }) => `${receiver} ${status}`)).to.deep.equal(refused.map(([status]) => `cloudflare ${status}`));
    expect(JSON.stringify(receivers.of('receiver.refused'))).not.to.include('gameday-wrong');
    expect(commands()).to.deep.equal([]);
  });
});

describe("a drill's route under the receiver cloudflare", () => {
  const token = { authorization: 'Bearer token', 'content-type': 'application/json' };

  it('follows a command as a journalled, leased change and is led back with the drill', async () => {
    const moves = moveDesk();
    let during = '';
    const statuses: (number | undefined)[] = [];
    const { story, of, before, after } = await rehearse({
      moves,
      beside: async ({ at, clock, journal, snapshot }) => {
        const { receive } = receiveBy({ receivers: catalogue.receivers, clock, random: seededRandom(1), secretOf: () => '', hearAs: (by) => journal.as(by), post: async () => ({ status: 0, headers: {}, body: '', ms: 0 }), moves });
        const level = async (value: string) => {
          const body = new TextEncoder().encode(JSON.stringify({ value }));
          statuses.push((await receive({ method: 'PATCH', base: '', path: `/cloudflare/client/v4/zones/${zone}/settings/security_level`, headers: token, body })).status);
        };
        await level('under_attack');
        await at(6000);
        await level('under_attack');
        await at(8000);
        during = JSON.stringify(snapshot());
      },
    });
    expect(statuses, 'before the timeline, and in it').to.deep.equal([500, 200]);
    expect(of('receiver.refused')[0]?.why).to.include('expected a drill whose timeline has started and not ended');
    expect(story('cloudflare-divert-1')).to.deep.equal(['change.planned', 'change.applied', 'change.withdrawing', 'change.withdrawn']);
    expect(of('change.planned').find((event) => event.action === 'divert')).to.include({ by: 'receiver/cloudflare' });
    expect(of('milestone.reached').map(({ milestone, source, by }) => `${milestone} ${source} ${by}`)).to.deep.equal(['commanded observed receiver/cloudflare']);
    expect(during).to.include('partner-a');
    expect(after).to.deep.equal(before);
  });
});
