/** Tests what probes of hosts outside the cluster see: a diversion by DNS as soon as it holds, whose answer it was, and an origin that stays open beside it. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tls from 'node:tls';
import { path as observer } from '../../src/catalog/observers/path.ts';
import { diversionOf, failbackOf } from '../../src/judge/clocks.ts';
import { uncoveredOf } from '../../src/judge/metrics/rerouting/uncovered-entries.ts';
import { withWhatThereIs } from '../../src/ports/capabilities.ts';
import type { Events } from '../../src/record/events.ts';
import { freshHttp } from '../../src/tools/http.ts';
import { externalEntries } from '../../src/worlds/kubernetes/external/hosts.ts';
import { isPartners } from '../../src/worlds/kubernetes/external/partner-proof.ts';
import { externalProbes } from '../../src/worlds/kubernetes/external/probes.ts';
import { stagingPlaces } from '../../src/worlds/kubernetes/places.ts';
import { type ClusterSettings, clusterSettings } from '../../src/worlds/kubernetes/settings.ts';
import { stagingEntries } from '../../src/worlds/kubernetes/staging-entries.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { historyBuilder } from '../judge/history-builder.ts';
import { closed, listenAt, makeNameServer, makeOutside, originAt, type Outside, partnerAt, shop, token } from './rig.ts';

const soon = () => AbortSignal.timeout(5000);

function probesFor({ entries, external }: ClusterSettings) {
  if (external === undefined) throw new Error('expected settings with external hosts');
  return externalProbes({ entries, external }, freshHttp, clock);
}

/** One probe of a URL: how it was answered, and by whom. */
async function probe(settings: ClusterSettings, url: string): Promise<{ status: number; saw: readonly string[] }> {
  const { http, whoSaw } = probesFor(settings);
  const { status } = await http.fetch({ url, headers: { 'x-probe-nonce': 'n1' } }, soon());
  return { status, saw: whoSaw('n1').map(({ who }) => who) };
}

describe('probes of hosts outside the cluster', () => {
  let outside: Outside;
  beforeEach(async () => {
    outside = await makeOutside();
  });
  afterEach(() => outside.close());
  const front = () => `http://${shop}:${outside.port}/`;

  it('resolve afresh each time, on a connection of their own, and tell the partner by its header', async () => {
    const { http, whoSaw } = probesFor(outside.settings());
    const way = async (nonce: string) => {
      const { status } = await http.fetch({ url: front(), headers: { 'x-probe-nonce': nonce } }, soon());
      return [status, ...whoSaw(nonce).map(({ who }) => who)];
    };
    expect(await way('a')).to.deep.equal([200, 'origin']);
    outside.divert();
    expect(await way('b')).to.deep.equal([200, 'partner-example']);
    outside.back();
    expect(await way('c')).to.deep.equal([200, 'origin']);
    expect(outside.names.asked()).to.equal(3);
    expect(new Set(outside.came.map(({ from }) => from)).size).to.equal(3);
    expect(whoSaw('c'), 'told once').to.deep.equal([]);
  });

  it("tell the partner by its network, whatever its answer says, and nobody's where there is no answer", async () => {
    const byNetwork = outside.settings({ partner: { networks: ['127.0.0.3/32', '2001:db8::/32'] } });
    expect(await probe(byNetwork, front())).to.deep.equal({ status: 200, saw: ['origin'] });
    outside.divert();
    expect(await probe(byNetwork, front())).to.deep.equal({ status: 200, saw: ['partner'] });
    outside.names.point(shop, '127.0.0.9');
    expect(await probe(byNetwork, front())).to.deep.equal({ status: 0, saw: [] });
  });

  it('take another value of the header, or another issuer, for no proof', () => {
    const partner = (more: object) => ({ name: 'partner', networks: [], ...more });
    const met = { headers: { 'x-scrubbed-by': 'somebody-else' }, address: '127.0.0.3', issuers: ['Other Trust', 'Other CA'] };
    expect(isPartners(partner({ header: { name: 'X-Scrubbed-By', value: 'example-scrubbing' } }), met)).to.equal(false);
    expect(isPartners(partner({ header: { name: 'X-Scrubbed-By', value: 'somebody-else' } }), met)).to.equal(true);
    expect(isPartners(partner({ issuer: 'Example CA' }), met)).to.equal(false);
    expect(isPartners(partner({ networks: ['127.0.0.4/32', '10.0.0.0/8'] }), met)).to.equal(false);
    expect(isPartners(partner({ networks: ['2001:db8::/32'] }), { ...met, address: '2001:db8::1' })).to.equal(true);
  });

  it('reach the origin by its address, with the Host that users ask for', async () => {
    outside.divert();
    expect(await probe(outside.settings(), `http://${originAt}:${outside.port}/`)).to.deep.equal({ status: 200, saw: ['origin'] });
    expect(outside.came.at(-1)?.host).to.equal(`${shop}:${outside.port}`);
  });

  it('leave what is not listed to whoever asks inside', async () => {
    const { external, entries } = outside.settings();
    if (external === undefined) throw new Error('expected settings with external hosts');
    const asked: string[] = [];
    const { http, whoSaw } = externalProbes({ entries, external }, { fetch: async ({ url }) => (asked.push(url), { status: 204, headers: {}, body: '', ms: 1 }) }, clock);
    expect((await http.fetch({ url: `http://${partnerAt}:${outside.port}/`, headers: { 'x-probe-nonce': 'n' } }, soon())).status).to.equal(204);
    expect(asked).to.have.length(1);
    expect(whoSaw('n')).to.deep.equal([]);
  });

  it('let the judge see diversion, the origin that bypasses it, and the way back', async () => {
    const settings = outside.settings();
    const { entries = {} } = settings;
    const { http, whoSaw } = probesFor(settings);
    const places = stagingPlaces(entries, externalEntries(settings));
    const world = withWhatThereIs({ clock, random: seededRandom(1), http, entries: stagingEntries(entries, places, http, () => clock.now(), whoSaw) });
    const history = historyBuilder().at(0, 'timeline', 'timeline.started', {});
    const stop = new AbortController();
    const counts = { partner: 0, direct: 0 };
    const over = observer.observe(observer.spec.parse({ every: '50ms' }), world, (kind, body) => {
      if (kind !== 'path.seen') return 0;
      const { atMs, ...seen } = body as Events['path.seen'];
      if (seen.entry === 'front') counts[seen.via.includes('partner-example') ? 'partner' : 'direct'] += 1;
      history.at(atMs - startMs, 'observer/path', 'path.seen', seen);
      return 0;
    }, stop.signal);
    const startMs = clock.now();
    const until = async (holds: () => boolean) => {
      for (const limit = performance.now() + 15_000; !holds(); await sleep(20)) if (performance.now() > limit) throw new Error(`expected more probes within 15 s, saw ${JSON.stringify(counts)}`);
    };
    try {
      await until(() => counts.direct >= 3);
      outside.divert();
      await until(() => counts.partner >= 25);
      history.at(clock.now() - startMs, 'mark', 'milestone.reached', { milestone: 'failed-back', role: 'network', source: 'facilitator' });
      outside.back();
      const { direct } = counts;
      await until(() => counts.direct >= direct + 25);
    } finally {
      stop.abort();
      await over;
    }
    const built = history.build();
    expect(diversionOf(built)?.partner).to.equal('partner-example');
    expect(uncoveredOf(built).map(({ entry }) => entry)).to.deep.equal(['origin']);
    expect(failbackOf(built)).to.not.equal(undefined);
  });
});

describe('a probe over TLS', () => {
  it('tells the partner by who issued its certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gameday-tls-'));
    const names = await makeNameServer();
    const usual = tls.getCACertificates('default');
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/O=Example Scrubbing/CN=Example CA', '-addext', `subjectAltName=DNS:${shop}`]);
    expect(made.status, String(made.stderr)).to.equal(0);
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_asked, answer) => answer.end('fine'));
    try {
      const port = await listenAt(server, partnerAt, 0);
      tls.setDefaultCACertificates([readFileSync(cert, 'utf8')]);
      names.point(shop, partnerAt);
      const settings = (issuer: string) => clusterSettings.parse({ entries: { front: { url: `https://${shop}:${port}` } }, external: { hosts: [shop], token: { value: token }, resolver: names.server, partner: { issuer } } });
      expect(await probe(settings('Example CA'), `https://${shop}:${port}/`)).to.deep.equal({ status: 200, saw: ['partner'] });
      expect(await probe(settings('Example Scrubbing'), `https://${shop}:${port}/`)).to.deep.equal({ status: 200, saw: ['partner'] });
      expect(await probe(settings('Another CA'), `https://${shop}:${port}/`)).to.deep.equal({ status: 200, saw: ['origin'] });
    } finally {
      tls.setDefaultCACertificates(usual);
      await Promise.all([closed(server), names.close()]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
