/** Holds the tests of plays on the route: compare before swapping, both ways. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { apply, onStage, plan } from './stage.ts';

const { divert, 'fail-back': failBack } = catalogue.plays;

describe('plays on the route', () => {
  it('divert, fail back, and withdraw newest first to where traffic went before', async () => {
    await onStage(async (stage) => {
      const { world, stop } = stage;
      const before = stage.snapshot();
      const away = await plan(stage, divert, { to: 'partner-a' }, 'away');
      await apply(stage, away);
      expect(await world.plays.route(stop)).to.equal('partner-a');
      const back = await plan(stage, failBack, {}, 'back');
      await apply(stage, back);
      expect(await world.plays.route(stop)).to.equal('edge');
      for (const { action, changes } of [back, away]) {
        for (const change of changes) {
          await action.revert[0]?.run(change, world, stop);
          expect(await action.gone(change, world, stop)).to.have.property('is', 'gone');
        }
      }
      expect(stage.snapshot()).to.deep.equal(before);
    });
  });

  it('keep and report what somebody else set meanwhile', async () => {
    await onStage(async (stage) => {
      const { world, stop } = stage;
      const staged = await plan(stage, divert, { to: 'partner-a' }, 'away');
      await apply(stage, staged);
      await world.plays.setRoute('partner-a', 'partner-b', stop);
      expect(await divert.revert[0]?.run(staged.changes[0] ?? null, world, stop)).to.deep.equal({ kept: 'the route leads to partner-b' });
      expect(await world.plays.route(stop)).to.equal('partner-b');
      expect(await divert.gone(staged.changes[0] ?? null, world, stop)).to.have.property('is', 'gone');
    });
  });

  it('fail when the route is not what it was when they were planned', async () => {
    await onStage(async (stage) => {
      const staged = await plan(stage, divert, { to: 'partner-a' }, 'away');
      await stage.world.plays.setRoute('edge', 'partner-b', stage.stop);
      expect(await apply(stage, staged).then(String, String)).to.contain('expected the route to go from edge to partner-a, got partner-b');
    });
  });
});

describe('email-outage', () => {
  it('keeps and reports a mode that somebody else set meanwhile', async () => {
    await onStage(async (stage) => {
      const { world, stop } = stage;
      const { 'email-outage': outage } = catalogue.faults;
      const staged = await plan(stage, outage, { kind: 'refused' }, 'mail');
      await apply(stage, staged);
      await world.mail.setMode('refused', 'slow', stop);
      expect(await outage.revert[0]?.run(staged.changes[0] ?? null, world, stop)).to.deep.equal({ kept: 'relay in mode slow' });
      expect(await outage.gone(staged.changes[0] ?? null, world, stop)).to.have.property('is', 'gone');
    });
  });
});

describe('specs', () => {
  it('take no address as a target and name the entries that a world has', async () => {
    expect(catalogue.faults.flood.spec.safeParse({ rps: 10, entry: 'http://example.com' }).error?.message).to.contain('an address is not taken');
    await onStage(async (stage) => {
      expect(await plan(stage, catalogue.faults.flood, { rps: 10, entry: 'elsewhere' }, 'one').then(String, String)).to.contain('expected one of the entries front, edge, got elsewhere');
      expect(await plan(stage, catalogue.faults.latency, { proxy: 'elsewhere', latency: '1s' }, 'one').then(String, String)).to.contain('got elsewhere');
    });
  });

  it('refuse unknown keys', () => {
    for (const [kind, fault] of Object.entries(catalogue.faults)) expect(fault.spec.safeParse({ proxyy: 'mail' }).error?.message, kind).to.contain('proxyy');
    for (const [kind, observer] of Object.entries(catalogue.observers)) expect(observer.spec.safeParse({ evry: '1s' }).error?.message, kind).to.contain('evry');
    for (const [kind, role] of Object.entries(catalogue.roles)) expect(role.spec.safeParse({ acknowledg: '1s' }).error?.message, kind).to.contain('acknowledg');
  });

  it('refuse what no probe could feel', () => {
    expect(catalogue.faults['limit-data'].spec.safeParse({ proxy: 'mail', bytes: 4000 }).success).to.equal(false);
    expect(catalogue.faults.slicer.spec.safeParse({ proxy: 'social', averageSize: 4096, delayUs: 10 }).success).to.equal(false);
    expect(catalogue.faults.latency.spec.safeParse({ proxy: 'social', latency: '1ms' }).success).to.equal(false);
  });
});
