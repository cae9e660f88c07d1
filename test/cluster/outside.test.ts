/** Runs a whole drill in a cluster whose ways in lie outside it, on this machine's loopback: a flood, a diversion that three tools tell of, and a partner that strips it. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { $ } from 'zx';
import { account, auditToken, type AuditLog, makeAuditLog, makeOutside, originAt, type Outside, shop } from '../external/rig.ts';
import { frontAt, makeFront } from '../external/front.ts';
import { gameday, liveRun } from '../kill/live-run.ts';
import { expectAllWithdrawn, expectPlainWords, scorecardOf } from '../trouble/aftermath.ts';
import { inNamespace } from './kit.ts';

const ingress = (service: string) => JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'shop' }, spec: { rules: [{ host: shop, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }] } }] } });

type Front = Awaited<ReturnType<typeof makeFront>>;

/** JSON is YAML. */
const scenario = (context: string, outside: Outside, front: Front, log: AuditLog) =>
  JSON.stringify({
    name: 'outside', version: '1', owner: 'sre', duration: '45s', compression: 20, diversion: 'dns', scope: ['rerouting'],
    traffic: { rps: 12 },
    steady: { for: '4s', availability: 0.8 },
    objective: { availability: 0.9, latencyP95: '2s' },
    lanes: { attack: [{ fault: 'flood', at: '6s', for: '30s', with: { shape: 'cache-busting', rps: 60 } }] },
    responders: { monitoring: 'human', network: 'human' },
    observers: {
      cluster: { diverts: { object: 'Ingress', name: 'shop' } },
      'command-seen': { name: shop, server: outside.names.server },
      'audit-log': { cloudflare: { account, token: auditToken.name, api: log.api }, divert: { newValue: 'partner' }, failBack: { newValue: 'origin' }, every: '1s' },
    },
    world: {
      settings: {
        cluster: {
          contexts: [context],
          entries: { front: { url: front.url, counter: { url: `${front.url}/metrics`, metric: 'requests_total' } }, shop: { url: `http://${shop}:${outside.port}` } },
          synthetic: { accounts: true, canary: { url: `${front.url}/portal/cases`, expect: `${front.url}/sink` } },
          external: { ...outside.settings().external, hosts: [frontAt, shop, originAt], rps: 100 },
        },
      },
    },
  });

describe('a drill in a cluster with ways in outside it', function () {
  this.timeout(300_000);
  const at = inNamespace();
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-outside-'));
  let outside: Outside;
  let front: Front;
  let log: AuditLog;
  before(async () => {
    outside = await makeOutside();
    front = await makeFront(outside);
    log = await makeAuditLog();
    process.env[auditToken.name] = auditToken.value;
  });
  after(async () => {
    // Without a cluster nothing was started.
    if (log === undefined) return;
    delete process.env[auditToken.name];
    await Promise.all([log.close(), front.close(), outside.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('floods it from here, sees the command three ways, proves the partner’s path and the way back, and names what it trusts most', async () => {
    await at().apply(ingress('shop'));
    const where = ['--world', 'kubernetes', '--namespace', at().name];
    expectPlainWords(await gameday('install', '--namespace', at().name).exited, 0);
    const file = path.join(folder, 'scenario.yaml');
    writeFileSync(file, scenario((await $`kubectl config current-context`).stdout.trim(), outside, front, log));
    expectPlainWords(await gameday('check', file, ...where).exited, 0);
    const run = liveRun(file, ...where);
    try {
      await run.until('change.applied', ({ inject }) => inject === 'flood', 120_000);
      const mark = async (...words: readonly string[]) => expect((await gameday('mark', run.folder, ...words).exited).code).to.equal(0);
      await mark('acknowledged', '--role', 'monitoring', '--give-or-take', '2s');
      await at().apply(ingress('partner'));
      log.did('rec_set', { newValue: 'partner' });
      front.divert();
      const diverted = await run.until('path.seen', ({ entry, via }) => entry === 'shop' && via.includes('partner-example'));
      await run.until('path.seen', ({ entry, via, atMs }) => entry === 'shop' && via.includes('partner-example') && atMs > diverted.atMs + 10_000);
      await at().apply(ingress('shop'));
      log.did('rec_set', { newValue: 'origin' });
      front.back();
      const exit = await run.exited;
      // Nothing lifts the bound of a way in that is somebody's own, so no control run shows that the machine was not to blame: the drill proves nothing, and says so.
      expectPlainWords(exit, 2);
      expectAllWithdrawn(run.events());

      const card = scorecardOf(run.folder);
      const metric = (id: string) => card.capabilities.flatMap((one) => one.metrics).find((one) => one.id === id);
      expect(card.validity.filter(({ is }) => is === 'failed' || is === 'unknown').map(({ id }) => id), JSON.stringify(card.validity)).to.deep.equal(['control']);
      const witnesses = (milestone: string) => run.of('milestone.reached').flatMap((event) => (event.milestone === milestone && event.witness !== undefined ? [event.witness.kind] : []));
      expect(witnesses('commanded')).to.have.members(['managed-fields', 'audit-log', 'dns']);
      expect(witnesses('failed-back')).to.have.members(['managed-fields', 'audit-log', 'dns']);
      for (const id of ['decide', 'divert', 'failback']) {
        expect(metric(id)?.measured.is, `${id}: ${metric(id)?.sentence}`).to.equal('value');
        // Whichever tells of it: the log, where what the others know may be the same moment.
        expect(metric(id)?.toldBy, id).to.match(/^by (?:Cloudflare's audit log|the managed fields of Ingress shop), ±\d/);
      }
      expect(card.picture.bars.some(({ label }) => label === 'traffic on partner-example')).to.equal(true);
      expect(card.findings.some(({ text }) => text.includes('Entry point origin'))).to.equal(true);
      expect(run.of('flood.second').reduce((sum, { sent }) => sum + sent, 0)).to.be.greaterThan(500);
      expect(readFileSync(path.join(run.folder, 'journal.ndjson'), 'utf8')).to.not.contain(auditToken.value);
    } finally {
      run.clean();
    }
  });
});
