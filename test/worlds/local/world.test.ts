/** Holds the tests of the local world with real processes: what its capabilities do, seen from the other end. */
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../src/problem.ts';
import { localWorld } from '../../../src/worlds/local/index.ts';
import { answers } from '../../../src/worlds/local/close.ts';
import { readDescription } from '../../../src/worlds/local/description.ts';
import { mailContract } from '../../contracts/mail.ts';
import { httpContract } from '../../contracts/http.ts';
import { phoneContract } from '../../contracts/phone.ts';
import { proxiesContract } from '../../contracts/proxies.ts';
import { openForTest, portsIn, soon, stillRunning, type OpenForTest } from './open-world.ts';

const settings = { mail: { slowMs: 60, deliverMs: 10 }, audience: { customers: 10 }, hotline: { lines: [{ name: 'hotline', lines: 2 }, { name: 'next-number', lines: 1 }], voicemailAfterMs: 300 }, watchman: { mailEveryMs: 100, mailFailures: 2, groupWaitMs: 50, scrapeMs: 100 } };

describe('the local world', () => {
  let open: OpenForTest;
  before(async () => {
    open = await openForTest(settings);
  });
  after(() => open.clean());
  const world = () => open.world;
  const visit = async (headers: Record<string, string> = {}) => world().http.fetch({ url: `${world().entries.places().entries['front']}/communities/`, headers }, soon());

  it('tells of each process, and describes itself in plain JSON', () => {
    expect(open.born.map((child) => child.name)).to.have.members(['toxiproxy', 'ledger', 'communities', 'social', 'portal', 'deploy', 'mail', 'status', 'hotline', 'directory', 'edge', 'partner-a', 'partner-b', 'router', 'watchman']);
    expect(stillRunning(open.born)).to.have.length(open.born.length);
    const { description } = open.opened;
    expect(JSON.parse(JSON.stringify(description))).to.deep.equal(description);
    expect(open.opened.tools['toxiproxy']).to.match(/^2\./);
  });

  it("tells where its receivers are, and puts their secret down nowhere: neither in commands, nor in its description, nor in logs", async () => {
    const { url, smtp } = world().entries.places().receivers ?? expect.fail('expected receivers');
    const secret = new URL(url).pathname.slice(1);
    expect(secret).to.have.length(22);
    expect(smtp).to.match(/^127\.0\.0\.1:\d+$/);
    expect(JSON.stringify([open.born, open.opened.description])).not.to.include(secret);
    for (const limit = performance.now() + 20_000; open.heard.length === 0; await sleep(50)) if (performance.now() > limit) throw new Error("expected the watchman's message within 20 s");
    const { logs } = readDescription(open.opened.description);
    for (const file of readdirSync(logs)) expect(readFileSync(join(logs, file), 'utf8'), file).not.to.include(secret);
  });

  it('sends users through the router, and says who saw them', async () => {
    const answer = await visit({ 'x-probe-nonce': 'n-1' });
    expect(answer.status).to.equal(200);
    const sightings = await world().entries.whoSaw('n-1', soon());
    expect(sightings.map((each) => each.who)).to.deep.equal(['router', 'edge', 'communities']);
    expect(await world().entries.whoSaw('nobody', soon())).to.deep.equal([]);
  });

  it('counts what each service met, by its own clock', async () => {
    const before = await world().entries.counts(soon());
    await visit();
    const after = await world().entries.counts(soon());
    expect(Object.keys(after)).to.have.members(['router', 'edge', 'communities', 'social', 'portal', 'deploy', 'partner-a', 'partner-b']);
    for (const who of ['router', 'edge', 'communities']) expect(after[who]?.received).to.be.greaterThan(before[who]?.received ?? Infinity);
    expect(after['router']?.atMs).to.be.greaterThan(Date.now() - 10_000);
  });

  it('diverts by the router, compares before it swaps, and shows the new way', async () => {
    const { plays, entries } = world();
    expect(await plays.route(soon())).to.equal('edge');
    expect(await plays.setRoute('partner-b', 'partner-a', soon())).to.equal('edge');
    expect(await plays.setRoute('edge', 'partner-a', soon())).to.equal('partner-a');
    expect((await visit({ 'x-probe-nonce': 'n-2' })).status).to.equal(200);
    expect((await entries.whoSaw('n-2', soon())).map((each) => each.who)).to.deep.equal(['router', 'partner-a', 'edge', 'communities']);
    expect(await plays.setRoute('partner-a', 'edge', soon())).to.equal('edge');
  });

  it('makes a toxic felt by users behind it', async () => {
    const toxic = { name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 300 } } as const;
    await world().proxies.addToxic('communities', toxic, soon());
    const slow = await visit();
    await world().proxies.removeToxic('communities', 'slow', soon());
    expect(slow.status).to.equal(200);
    expect(slow.ms).to.be.greaterThan(295);
    expect((await visit()).ms).to.be.lessThan(slow.ms);
  });

  it('probes every dependency with an answer large enough for each toxic to show, and without being counted', async () => {
    const { proxies, entries } = world();
    const before = await entries.counts(soon());
    for (const { name } of await proxies.list(soon())) {
      const limit = { name: 'limit', type: 'limit_data', stream: 'downstream', toxicity: 1, attributes: { bytes: name === 'mail' ? 10 : 4000 } } as const;
      expect((await proxies.probe(name, soon())).outcome, name).to.equal('ok');
      await proxies.addToxic(name, limit, soon());
      expect((await proxies.probe(name, soon())).outcome, name).to.equal('cut');
      await proxies.removeToxic(name, limit.name, soon());
    }
    const after = await entries.counts(soon());
    for (const who of ['portal', 'deploy', 'social', 'partner-a', 'partner-b']) expect(after[who]?.received, who).to.equal(before[who]?.received);
  });

  it("lifts the edge's bound and puts it back", async () => {
    const { capacity } = world();
    expect(await capacity.lifted(soon())).to.equal(false);
    expect(await capacity.setLifted(false, true, soon())).to.equal(true);
    expect(await capacity.setLifted(false, true, soon())).to.equal(true);
    expect(await capacity.setLifted(true, false, soon())).to.equal(false);
  });

  it('keeps a ledger of what was written', async () => {
    const url = `${world().entries.places().entries['front']}/communities/posts`;
    const answer = await world().http.fetch({ url, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 'write-1', text: 'hello' }) }, soon());
    expect(answer.status).to.equal(201);
    expect(await world().entries.ledger(soon())).to.include('write-1');
  });

  it('knows who is on call', async () => {
    const { rota } = world();
    await rota.setAbsent('network', true, soon());
    expect(await rota.absent(soon())).to.deep.equal(['network']);
    await rota.setAbsent('network', false, soon());
    expect(await rota.absent(soon())).to.deep.equal([]);
  });

  it('publishes on the status page, once', async () => {
    const notice = { id: 'notice-1', channel: 'status-page', title: 'DRILL: slow pages', text: 'We look into it.' } as const;
    const [first] = await world().plays.publish(notice, soon());
    const [again] = await world().plays.publish(notice, soon());
    expect(first?.rung).to.equal('accepted');
    expect(again).to.deep.equal(first);
    const page = await world().http.fetch({ url: `${world().entries.places().statusPage}/notices` }, soon());
    expect(JSON.parse(page.body)).to.have.length(1).and.to.have.nested.property('[0].text', notice.text);
    const [other] = await world().plays.publish({ ...notice, text: 'another' }, soon());
    expect(other).to.include({ rung: 'submitted' }).and.to.have.property('error').that.includes('409');
  });

  it('mails a notice to everybody on the list, and says who could not be reached', async () => {
    const listed = (await world().plays.audience(soon())).filter((customer) => customer.channels.includes('email'));
    const notice = { id: 'notice-2', channel: 'email', title: 'DRILL: slow pages', text: 'We look into it.' } as const;
    const sent = await world().plays.publish(notice, soon());
    expect(sent.map((each) => each.to)).to.deep.equal(listed.map((customer) => customer.id));
    expect(sent.map((each) => each.rung)).to.deep.equal(listed.map(() => 'accepted'));
    const letters = () => world().mail.mailbox(listed[0]?.address ?? '', soon());
    for (let i = 0; i < 100 && (await letters()).length === 0; i++) await world().clock.sleep(20);
    const [letter] = await letters();
    expect(letter).to.include({ id: notice.id, subject: notice.title, text: notice.text });
    await world().mail.setMode('normal', 'refused', soon());
    const failed = await world().plays.publish(notice, soon());
    await world().mail.setMode('refused', 'normal', soon());
    expect(failed).to.have.length(listed.length);
    expect(failed.every((each) => each.rung === 'submitted' && each.error?.startsWith('refused'))).to.equal(true);
  });

  it("hears the watchman at gameday's receiver", async () => {
    await world().mail.setMode('normal', 'temporary-failure', soon());
    for (let i = 0; i < 100 && open.heard.length === 0; i++) await world().clock.sleep(50);
    await world().mail.setMode('temporary-failure', 'normal', soon());
    const [webhook] = open.heard;
    expect(webhook).to.include({ method: 'POST', path: '/alertmanager' });
    expect(JSON.parse(Buffer.from(webhook?.body ?? []).toString('utf8'))).to.include({ version: '4', status: 'firing' });
  });

  it('refuses to flood anybody else', async () => {
    const spec = { name: 'flood-out', script: 'flood', stages: [{ rps: 1, forMs: 100 }], settings: { entry: 'http://192.0.2.1/', shape: 'get' }, report: 'counters' } as const;
    const thrown: unknown = await world().load.prepare(spec, soon()).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Problem).with.property('message').that.includes('loopback');
  });

  it('lets a real k6 reach the range, and the range count it', async () => {
    const { load, entries } = world();
    const before = (await entries.counts(soon()))['router']?.received ?? 0;
    const spec = { name: 'flood-1', script: 'flood', stages: [{ rps: 40, forMs: 100 }, { rps: 40, forMs: 1500 }], settings: { entry: entries.places().entries['front'], shape: 'get' }, report: 'counters' } as const;
    const change = await load.prepare(spec, soon());
    expect(((await entries.counts(soon()))['router']?.received ?? 0) - before).to.equal(0);
    await load.open(change);
    const end = await load.follow(spec.name, () => undefined, soon());
    expect(end.code, end.saw).to.equal(0);
    expect(((await entries.counts(soon()))['router']?.received ?? 0) - before).to.be.greaterThan(10);
    await load.close(change, soon());
    expect(await load.running(change)).to.equal(false);
  });

  it('says when a service dies by itself', async () => {
    const social = open.born.find((child) => child.name === 'social');
    if (social === undefined) throw new Error('no social');
    process.kill(social.pid, 'SIGKILL');
    const deaths = () => open.deaths.filter((death) => death.name === 'social');
    for (let i = 0; i < 100 && deaths().length === 0; i++) await world().clock.sleep(20);
    expect(deaths()).to.deep.equal([{ name: 'social', expected: false }]);
    const thrown: unknown = await world().entries.counts(soon()).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Problem).with.property('message').that.includes('social');
  });

  it('starts Toxiproxy again when it was killed, and tells of it', async () => {
    const first = open.born.find((child) => child.name === 'toxiproxy');
    if (first === undefined) throw new Error('no toxiproxy');
    process.kill(first.pid, 'SIGKILL');
    while (await world().processes.alive(first)) await world().clock.sleep(10);
    expect((await world().proxies.probe('portal', soon())).outcome).to.be.oneOf(['refused', 'reset']);
    await world().proxies.restart(soon());
    expect((await world().proxies.probe('portal', soon())).outcome).to.equal('ok');
    expect(open.born.filter((child) => child.name === 'toxiproxy')).to.have.length(2);
  });

  it('is closed without a process or a port left', async () => {
    expect(await open.opened.close(soon())).to.deep.equal([]);
    expect(stillRunning(open.born)).to.deep.equal([]);
    const answering = await Promise.all(portsIn(open.opened.description).map(answers));
    expect(answering.filter(Boolean)).to.deep.equal([]);
    expect(open.deaths.filter((death) => !death.expected).map((death) => death.name)).to.have.members(['social', 'toxiproxy']);
    expect(await open.opened.close(soon())).to.deep.equal([]);
  });
});

describe('opening the local world', () => {
  it('says which port is in use, and leaves nothing running', async () => {
    const thrown = (await openForTest({}, async (count) => {
      const { freePorts } = await import('../../../src/range/free-ports.ts');
      const ports = await freePorts(count);
      return [...ports.slice(0, 5), ports[4] ?? 0, ...ports.slice(6)];
    }).catch((error: unknown) => error)) as Problem & { born: OpenForTest['born'] };
    expect(thrown).to.be.instanceOf(Problem).with.property('message').that.includes('in use');
    expect(stillRunning(thrown.born)).to.deep.equal([]);
  });

  it('refuses settings that the range has not', async () => {
    const thrown: unknown = await openForTest({ edge: { capacty: {} } }).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Problem).with.property('message').that.includes('capacty');
  });

  it('refuses a description that leads off this machine', async () => {
    const thrown: unknown = await localWorld.reopen({ world: 'local', run: 'x' }, 'x').catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Problem);
  });

  it('lacks nothing where k6 and Toxiproxy are at hand', async () => {
    expect(await localWorld.missing()).to.deep.equal([]);
  });
});

describe('the contracts in the local world', () => {
  let open: OpenForTest;
  before(async () => {
    open = await openForTest(settings);
  });
  after(() => open.clean());
  const close = async () => undefined;
  proxiesContract('the local world', async () => ({ proxies: open.world.proxies, http: 'communities', smtp: 'mail', close }));
  mailContract('the local world', async () => ({ mail: open.world.mail, slowMs: 60, sleep: (ms) => open.world.clock.sleep(ms), close }));
  phoneContract('the local world', async () => ({ phone: open.world.phone, desk: open.world.plays, voicemailAfterMs: 300, sleep: (ms) => open.world.clock.sleep(ms), close }));
  httpContract('the local world', async () => ({ http: open.world.http, good: open.world.entries.places().statusPage, nobody: 'http://127.0.0.1:9', close }));
});
