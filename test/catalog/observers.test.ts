/** Holds the tests of observers on the simulated world: what they see when all is well, and that they see honestly when nothing is. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { apply, onStage, plan } from './stage.ts';
import { stillClock } from '../worlds/still-clock.ts';

describe('observers', () => {
  it('see a healthy world as healthy', async () => {
    await onStage(async (stage) => {
      const { world, stop } = stage;
      await apply(stage, await plan(stage, catalogue.faults.traffic, { rps: 30, regions: { americas: 0.6, europe: 0.4 } }, 'users', 60_000));
      // The simulator has no Alertmanager, DNS server or audit log to ask.
      const kinds = (Object.keys(catalogue.observers) as (keyof (typeof catalogue)['observers'])[]).filter((kind) => kind !== 'alertmanager' && kind !== 'command-seen' && kind !== 'audit-log');
      const ends = kinds.map((kind) => stage.watch(kind));
      await world.clock.sleep(2000);
      const sent = await world.plays.publish({ id: 'notice-1', channel: 'email', title: 'Hello', text: 'A notice.' }, stop);
      await world.plays.publish({ id: 'notice-2', channel: 'status-page', title: 'Hello', text: 'A notice.', nextUpdateMs: 5000 }, stop);
      await world.clock.sleep(10_000);
      for (const end of ends) await end();

      expect(stage.of('trouble')).to.deep.equal([]);
      const classes = stage.of('traffic.second').flatMap((second) => Object.entries(second.classes));
      expect(new Set(classes.map(([name]) => name.split('/')[1]))).to.deep.equal(new Set(['americas', 'europe']));
      expect(classes.every(([, second]) => second.failed + second.blocked === 0)).to.equal(true);
      expect(stage.of('path.seen').filter((probe) => probe.entry === 'front').every((probe) => probe.ok && probe.via.join() === `router,edge,${probe.via.at(-1) ?? ''}`)).to.equal(true);
      expect(stage.of('probes.seen').every((round) => Object.values(round.proxies).every((probe) => probe.outcome === 'ok'))).to.equal(true);
      expect(stage.of('mail.canary').map((canary) => canary.state)).to.include('delivered').and.not.include('missing');
      expect(stage.of('notice.moved').filter((moved) => moved.notice === 'notice-1' && moved.rung === 'delivered')).to.have.length(sent.length);
      expect(stage.of('notice.moved').filter((moved) => moved.notice === 'notice-2')).to.have.length(1).and.have.nested.property('[0].nextUpdateMs', 5000);
      expect(stage.of('deploy.probed').every((probe) => probe.ok)).to.equal(true);
      expect(stage.of('ledger.checked').at(-1)).to.include({ acknowledged: 6, present: 6 });
      expect(stage.of('case.moved').filter(({ channel }) => channel === undefined).map((moved) => moved.state)).to.deep.equal(['opened', 'opened', 'kept', 'kept']);
      expect(stage.of('rota.seen').at(-1)?.absent).to.deep.equal([]);
      expect(stage.of('clock.compared').every((compared) => compared.offsetMs === 0)).to.equal(true);
    });
  });

  it('see a dead way in as dead, and go on', async () => {
    await onStage(async (stage) => {
      for (const proxy of ['communities', 'social', 'portal', 'deploy'] as const) await apply(stage, await plan(stage, catalogue.faults.partition, { proxy }, `cut-${proxy}`));
      const ends = (['path', 'deploy', 'ledger', 'customers', 'dependencies'] as const).map((kind) => stage.watch(kind));
      await stage.world.clock.sleep(11_000);
      for (const end of ends) await end();
      expect(stage.of('path.seen')).to.have.length(22);
      expect(stage.of('path.seen').some((probe) => probe.ok)).to.equal(false);
      expect(stage.of('deploy.probed').map((probe) => probe.ok)).to.deep.equal([false, false, false]);
      expect(stage.of('ledger.checked').at(-1)).to.include({ acknowledged: 0, present: 0 });
      expect(stage.of('case.moved').filter(({ channel }) => channel === undefined).map((moved) => moved.state)).to.deep.equal(['refused', 'refused']);
    });
  });

  it('put a round that fails down as trouble, and look again', async () => {
    await onStage(async (stage) => {
      const broken = { ...stage.world, entries: { ...stage.world.entries, counts: async () => { throw new Error('the counters are gone'); } } };
      const end = new AbortController();
      const troubles: string[] = [];
      const watching = catalogue.observers.counters.observe(catalogue.observers.counters.spec.parse({}), broken, (_kind, body) => troubles.push(JSON.stringify(body)), end.signal);
      await stage.world.clock.sleep(2500);
      end.abort();
      await watching;
      expect(troubles).to.deep.equal(Array.from({ length: 3 }, () => JSON.stringify({ what: 'observer counters', detail: 'the counters are gone' })));
    });
  });

  it('tell how a generator ended, and whether somebody had asked for it', async () => {
    await onStage(async (stage) => {
      const end = stage.watch('traffic');
      const killed = await plan(stage, catalogue.faults.flood, { rps: 50 }, 'killed');
      await apply(stage, killed);
      await apply(stage, await plan(stage, catalogue.faults.flood, { rps: 50 }, 'short', 2000));
      await stage.world.clock.sleep(13_000);
      await catalogue.faults.flood.revert[0]?.run(killed.changes[0] ?? null, stage.world, stage.stop);
      await end();
      expect(stage.of('generator.ended').map(({ generator, code, expected }) => ({ generator, code, expected }))).to.deep.equal([
        { generator: 'short', code: 0, expected: true },
        { generator: 'killed', code: 105, expected: true },
      ]);
    });
  });
});

describe('receiver alertmanager', () => {
  const heard: { readonly kind: string; readonly status: unknown }[] = [];
  const clock = stillClock(() => 5);
  const { answer } = catalogue.receivers.alertmanager.open({ clock, random: seededRandom(1), secret: '', hear: (kind, body) => void heard.push({ kind, status: 'status' in body && body.status }), post: () => Promise.reject(new Error('nobody is called')) });
  const ask = (method: string, body: string) => answer?.({ method, base: 'http://receivers.example/alertmanager', path: '', headers: {}, body: new TextEncoder().encode(body) });

  it('answers what it does not understand with 400, says why, and puts that down', async () => {
    expect(await ask('POST', '{')).to.have.property('status', 400);
    expect(await ask('POST', '{"version":"3"}')).to.have.property('status', 400);
    expect((await ask('POST', '{"version":"4"}'))?.body).to.contain('groupKey');
    expect(heard).to.deep.equal([400, 400, 400].map((status) => ({ kind: 'receiver.refused', status })));
  });

  it('takes nothing but POST', async () => {
    expect(await ask('GET', '')).to.have.property('status', 405);
  });
});
