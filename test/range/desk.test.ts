/** Holds the test of the services that people turn to: the status page and the directory. */
import { expect } from 'chai';
import { audienceOf } from '../../src/range/audience.ts';
import { statusHtml } from '../../src/range/services/status.ts';
import { ask, planned, type Range, read, startAll, stopAll } from './kit.ts';

describe('status page and directory', () => {
  let range: Range;
  before(async () => {
    range = await startAll(await planned({ audience: { customers: 10 } }), ['status', 'directory']);
  });
  after(() => stopAll(range));

  it('publishes a notice once, and shows it to people and to readers', async () => {
    const publish = (text: string) => ask(`${range.status.control}/notices`, { method: 'POST', json: { id: 'n1', title: 'DRILL: we are down', text, nextUpdateMs: 60_000 } });
    expect((await ask(`${range.status.data}/`)).body).to.include('All systems operational.');
    const first = await publish('More soon.');
    expect(first.status).to.equal(201);
    expect(await publish('More soon.')).to.include({ status: 200, body: first.body });
    expect((await publish('Something else.')).status).to.equal(409);

    const [shown] = (await read(`${range.status.data}/notices`)) as readonly { atMs: number }[];
    expect(shown).to.include({ id: 'n1', title: 'DRILL: we are down', text: 'More soon.', nextUpdateMs: 60_000 });
    const page = (await ask(`${range.status.data}/`)).body;
    expect(page).to.include('<h2>DRILL: we are down</h2>').and.to.include(new Date((shown?.atMs ?? 0) + 60_000).toISOString());
    expect((await ask(`${range.status.data}/notices`, { method: 'POST', json: {} })).status, 'readers may not publish').to.equal(404);
  });

  it('shows a notice as text, whatever is in it', () => {
    expect(statusHtml([{ id: 'x', title: '<script>alert(1)</script>', text: '"&', atMs: 0 }])).to.include('&lt;script&gt;alert(1)&lt;/script&gt;').and.to.include('&quot;&amp;').and.to.not.include('<script>');
  });

  it('knows who is absent', async () => {
    const absence = (role: string, absent: boolean) => ask(`${range.directory.control}/absent`, { method: 'PUT', json: { role, absent } });
    await absence('network', true);
    await absence('network', true);
    await absence('communications', true);
    expect(await read(`${range.directory.control}/absent`)).to.deep.equal(['network', 'communications']);
    await absence('network', false);
    expect(await read(`${range.directory.control}/absent`)).to.deep.equal(['communications']);
  });

  it('lists the audience with its channels, some lacking one', async () => {
    const audience = (await read(`${range.directory.control}/audience`)) as ReturnType<typeof audienceOf>;
    expect(audience).to.have.length(10);
    expect(audience[0]).to.deep.equal({ id: 'customer-0001', address: 'customer-0001@customers.example', phone: '+12005550100', region: 'americas', tier: 'standard', channels: ['status-page'], managed: true });
    expect(audience.filter(({ channels }) => channels.includes('email'))).to.have.length(9);
    expect(audience.filter(({ channels }) => channels.includes('status-page'))).to.have.length(7);
    expect(audienceOf({ customers: 4, withoutEmail: 1, withoutStatusPage: 1 }).map(({ channels }) => channels)).to.deep.equal([[], [], [], []]);
  });
});
