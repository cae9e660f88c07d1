/** Tests the gate of hosts outside the cluster: each of its parts refuses by itself and says how it is opened, and all of them together let a drill through. */
import { expect } from 'chai';
import { freshHttp } from '../../src/tools/http.ts';
import { refusalsOfExternal } from '../../src/worlds/kubernetes/external/gate.ts';
import { externalProbes } from '../../src/worlds/kubernetes/external/probes.ts';
import { clusterSettings, type ClusterSettings } from '../../src/worlds/kubernetes/settings.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { makeOutside, originAt, type Outside, shop } from './rig.ts';

const { external: usual, entries } = clusterSettings.parse({ entries: { front: { url: 'http://shop.example.org' } }, external: { hosts: ['shop.example.org'], token: { value: 'a-token-of-length-16' }, partner: { issuer: 'Example' } } });

const refusalsOf = async (settings: ClusterSettings, rpsMax = 20) => {
  const { external } = settings;
  if (external === undefined) throw new Error('expected settings with external hosts');
  return refusalsOfExternal(settings, externalProbes({ entries: settings.entries, external }, freshHttp, clock).http, rpsMax);
};

describe('the gate of hosts outside the cluster', () => {
  let outside: Outside;
  beforeEach(async () => {
    outside = await makeOutside();
  });
  afterEach(() => outside.close());

  it('is open where the host is listed, serves the token, and both agreed', async () => {
    expect(await refusalsOf(outside.settings())).to.deep.equal([]);
    expect(outside.came.map(({ host, url }) => [host, url])).to.deep.equal(Array.from({ length: 2 }, () => [`${shop}:${outside.port}`, '/.well-known/gameday.txt']));
  });

  it('is shut where a host serves no token, another one, or nothing at all', async () => {
    const first = async () => (await refusalsOf(outside.settings()))[0];
    outside.serve('');
    expect(await first()).to.contain(`http://${shop}:${outside.port}/.well-known/gameday.txt`).and.to.contain('status 404').and.to.contain(`only whoever owns ${shop}`);
    outside.serve('gameday-may-drill-here-2012');
    expect(await first()).to.contain('something else');
    outside.names.point(shop, '127.0.0.9');
    expect(await first()).to.contain('ECONNREFUSED');
  });

  it('is shut without the permission of partner and of cloud, and then asks nobody anything', async () => {
    const refusals = await refusalsOf(outside.settings({ permission: {} }));
    expect(refusals).to.have.length(2);
    expect(refusals[0]).to.contain('external.permission.partner');
    expect(refusals[1]).to.contain('external.permission.cloud').and.to.contain('journal');
    expect(outside.came).to.deep.equal([]);
    expect(outside.names.asked()).to.equal(0);
  });

  it('is shut for more requests than the cap, for an unlisted origin, and where no entry is outside', async () => {
    expect((await refusalsOf(outside.settings({ rps: 19 })))[0]).to.contain('20 requests/s').and.to.contain('is 19').and.to.contain('external.rps');
    expect((await refusalsOf(outside.settings({ hosts: [shop] })))[0]).to.contain(`list ${originAt} there`);
    expect((await refusalsOf(outside.settings({ hosts: ['other.drill.test', originAt] })))[0]).to.contain('None of the entries');
  });

  it('takes no settings that would prove nothing or allow too much', () => {
    const problems = (more: object) => clusterSettings.safeParse({ entries, external: { ...usual, ...more } }).error?.message ?? '';
    expect(problems({})).to.equal('');
    expect(problems({ partner: {} })).to.contain('at least one of header, networks and issuer');
    expect(problems({ partner: { name: 'akamai', issuer: 'x' } })).to.contain('begins with');
    expect(problems({ partner: { networks: ['203.0.113.0/33'] } })).to.contain('expected a network');
    expect(problems({ hosts: ['*.example.org'] })).to.contain('expected one host');
    expect(problems({ hosts: ['https://example.org'] })).to.contain('expected one host');
    for (const name of ['shop', 'shop.other.svc', 'shop.other.svc.cluster.local']) expect(problems({ hosts: [name] }), name).to.contain('outside the cluster');
    expect(problems({ resolver: 'dns.example.org' })).to.contain("expected a DNS server's address");
    expect(problems({ resolver: '[2001:db8::53]:53' })).to.equal('');
    expect(problems({ token: { value: 'short' } })).to.not.equal('');
  });
});
