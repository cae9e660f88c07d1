/** Tests the observer `audit-log` on an audit API of loopback: the provider's own time within what is said of its uncertainty, what is none of a drill's business, and a secret that nobody tells. */
import { expect } from 'chai';
import { createServer } from 'node:http';
import { auditLog as observer } from '../../src/catalog/observers/audit-log.ts';
import { freshHttp } from '../../src/tools/http.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { account, auditToken, closed, listenAt, makeAuditLog } from './rig.ts';
import { watching } from './watching.ts';

const match = { divert: { 'resource.type': 'dns.record', newValue: '*203.0.113.7*' }, failBack: { newValue: ['*198.51.100.9*', 'none'] }, every: '100ms' };
const cloudflare = (api: string) => ({ account, token: auditToken.name, api });
const watch = (spec: object) => watching(observer, { ...match, ...spec }, { http: freshHttp });

describe('observer audit-log', () => {
  beforeEach(() => void (process.env[auditToken.name] = auditToken.value));
  afterEach(() => void delete process.env[auditToken.name]);

  it("tells of a command and of the way back by the provider's own time, however far ahead its clock is and however late it tells", async () => {
    const aheadMs = 7000;
    const log = await makeAuditLog(aheadMs);
    log.did('rec_set', { newValue: '{"content":"203.0.113.7"}' });
    // What was done before is told in whole seconds, too.
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const watched = watch({ cloudflare: cloudflare(log.api) });
    const reached = () => watched.of('milestone.reached');
    try {
      await watched.until('an answer', () => watched.of('clock.compared').length > 1);
      const trueMs = [clock.now()];
      log.did('rec_set', { newValue: '{"content":"203.0.113.7"}', result: false });
      log.did('rec_set', { newValue: '{"content":"192.0.2.1"}' });
      log.did('rec_set', { newValue: '{"content":"203.0.113.7"}', lateMs: 1500 });
      await watched.until('the command', () => reached().length === 1);
      trueMs.push(clock.now());
      log.did('rec_set', { newValue: 'from 203.0.113.8 to 198.51.100.9' });
      await watched.until('the way back', () => reached().length === 2);
      expect(reached().map(({ milestone, source, role }) => [milestone, source, role])).to.deep.equal([['commanded', 'observed', 'network'], ['failed-back', 'observed', 'network']]);
      for (const [n, { atMs, clockErrMs = 0, witness, detail }] of reached().entries()) {
        expect(Math.abs(atMs - (trueMs[n] ?? 0)), `${n}: ${atMs} ± ${clockErrMs}`).to.be.at.most(clockErrMs + 5);
        expect(clockErrMs).to.be.at.most(1600);
        expect(witness).to.deep.equal({ kind: 'audit-log', name: "Cloudflare's audit log" });
        expect(detail).to.match(/^rec_set by kim@example\.org, at \S+Z by the clock of Cloudflare, entry entry-/);
      }
      const { offsetMs = 0, errMs = 0 } = watched.of('clock.compared').at(-1) ?? {};
      expect(Math.abs(offsetMs - aheadMs)).to.be.at.most(errMs);
      expect(watched.of('trouble')).to.deep.equal([]);
      expect(watched.told()).not.to.contain(auditToken.value);
    } finally {
      await watched.end();
      await log.close();
    }
  });

  it('reads another provider by the paths of its list, and says what it can’t know without a date', async () => {
    const startMs = clock.now();
    const entries: unknown[] = [];
    const spans = new Set<boolean>();
    const server = createServer((asked, answer) => {
      const [from = 0, to = 0] = [...new URL(asked.url ?? '/', 'http://audit').searchParams.values()].map((text) => Date.parse(text));
      spans.add(from < startMs && to > Date.now());
      answer.sendDate = false;
      answer.end(JSON.stringify(asked.headers['x-key'] === auditToken.value ? entries : 'no key'));
    });
    const port = await listenAt(server, '127.0.0.5', 0);
    const provider = { name: 'Example Scrubbing', url: `http://127.0.0.5:${port}/audit?from={since}&to={before}`, header: { name: 'x-key', prefix: '', token: auditToken.name }, time: 'at', action: 'did.what', actor: 'did.who', id: 'n' };
    const watched = watch({ provider, divert: { 'did.what': 'scrub' } });
    try {
      entries.push({ n: 1, at: startMs + 60, did: { what: 'scrub', who: 'automation' } });
      await watched.until('the command', () => watched.of('milestone.reached').length === 1);
      const { atMs, clockErrMs, witness, detail } = watched.of('milestone.reached')[0] ?? {};
      expect(atMs).to.be.within(startMs + 60, startMs + 61);
      expect([...spans]).to.deep.equal([true]);
      expect(clockErrMs).to.equal(undefined);
      expect(witness?.name).to.equal("Example Scrubbing's audit log");
      expect(detail).to.contain('scrub by automation');
      expect(watched.of('clock.compared')).to.deep.equal([]);
      entries.push({ n: 2, at: 'yesterday', did: {} });
      await watched.until('trouble', () => watched.of('trouble').length > 0);
      expect(watched.of('trouble')[0]?.detail).to.contain('yesterday as at').and.to.contain('RFC 3339');
    } finally {
      await watched.end();
      await closed(server);
    }
  });

  it('says that it sees nothing where its secret is refused or not there, and never which it was', async () => {
    const log = await makeAuditLog();
    log.did('rec_set', { newValue: '203.0.113.7' });
    process.env[auditToken.name] = 'a-wrong-one';
    const watched = watch({ cloudflare: cloudflare(log.api) });
    try {
      await watched.until('trouble', () => watched.of('trouble').length > 0);
      expect(watched.of('trouble')[0]?.detail).to.contain("Cloudflare's audit log").and.to.contain('status 403').and.to.contain('permissions');
      delete process.env[auditToken.name];
      await watched.until('more trouble', () => watched.of('trouble').some(({ detail }) => detail.includes(auditToken.name)));
      expect(watched.of('milestone.reached')).to.deep.equal([]);
      expect(watched.told()).not.to.contain('a-wrong-one');
    } finally {
      await watched.end();
      await log.close();
    }
  });

  it('takes no settings that would send a secret off in the open, or one that was not meant for it', () => {
    const problems = (spec: object) => observer.spec.safeParse({ ...match, ...spec }).error?.message ?? '';
    expect(problems({ cloudflare: cloudflare('https://api.cloudflare.com/client/v4') })).to.equal('');
    expect(problems({ cloudflare: cloudflare('http://127.0.0.1.example.org/') })).to.contain('https');
    expect(problems({ cloudflare: { account, token: 'AWS_SECRET_ACCESS_KEY' } })).to.contain('begins with GAMEDAY_');
    expect(problems({})).to.contain('either');
    expect(problems({ cloudflare: cloudflare('https://api.test'), divert: {} })).to.contain('at least one path');
    expect(observer.secrets(observer.spec.parse({ ...match, cloudflare: { account, token: auditToken.name } }))).to.deep.equal([auditToken.name]);
  });
});
