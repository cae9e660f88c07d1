/** Holds the tests of how traffic follows a change of route: at once by a rule, by the age of kept answers with DNS, network by network with BGP. */
import { expect } from 'chai';
import { catalogue } from '../../../src/catalog/index.ts';
import type { Diversion } from '../../../src/ports/capabilities.ts';
import type { ModelInput } from '../../../src/worlds/simulated/model-settings.ts';
import { apply, onStage, plan } from '../../catalog/stage.ts';

/** Share of users' requests that the partner took in each second after the command. */
/** As simple as can be, so that anybody can reckon what to expect. */
const plain: ModelInput = { dns: { ttls: [{ ms: 60_000, share: 0.75 }, { ms: 300_000, share: 0.25 }] }, bgp: { fromMs: 30_000, toMs: 120_000 } };

async function followed(by: Diversion['by'], seconds: number, compression = 1, model = plain): Promise<number[]> {
  return onStage(
    async (stage) => {
      await apply(stage, await plan(stage, catalogue.faults.traffic, { rps: 100 }, 'users', 300_000));
      await stage.world.clock.sleep(5000);
      await apply(stage, await plan(stage, catalogue.plays.divert, { to: 'partner-a' }, 'divert'));
      const taken: number[] = [];
      for (let i = 0; i < seconds; i++) {
        const before = await stage.world.entries.counts(stage.stop);
        await stage.world.clock.sleep(1000);
        const after = await stage.world.entries.counts(stage.stop);
        const of = (who: string) => (after[who]?.received ?? 0) - (before[who]?.received ?? 0);
        taken.push(of('partner-a') / of('router'));
      }
      return taken;
    },
    { diversion: { by, compression }, model },
  );
}

describe('diversion', () => {
  it('by a rule takes all traffic at once', async () => {
    expect(Math.min(...(await followed('rule', 5)).slice(1))).to.equal(1);
  });

  it('by DNS takes users as their kept answers grow old: half of those of a minute after half a minute', async () => {
    const taken = await followed('dns', 120);
    expect(taken[29]).to.be.closeTo(0.75 * 0.5 + 0.25 * 0.1, 0.02);
    expect(taken[60]).to.be.closeTo(0.75 + 0.25 * 0.2, 0.02);
    expect(taken[119]).to.be.closeTo(0.75 + 0.25 * 0.4, 0.02);
  });

  it('by BGP takes nobody at first, then network after network, then all', async () => {
    const taken = await followed('bgp', 125);
    expect(Math.max(...taken.slice(0, 29))).to.equal(0);
    expect(taken[74]).to.be.closeTo(0.5, 0.02);
    expect(taken[123]).to.equal(1);
  });

  it('by DNS, unless told otherwise, is what was measured on real users: 90 % within a minute of a record that lasts 20 s, 2 % still stale after 15 minutes', async () => {
    const taken = await followed('dns', 16, 60, {});
    expect(taken[0]).to.be.below(0.9);
    expect(taken[1]).to.be.within(0.89, 0.94);
    expect(taken[14]).to.be.closeTo(0.98, 0.005);
  });

  it('passes as fast as the time of the drill', async () => {
    const taken = await followed('bgp', 8, 20);
    expect(taken[0]).to.equal(0);
    expect(taken[3]).to.be.closeTo((3.5 * 20 - 30) / 90, 0.05);
    expect(taken[7]).to.equal(1);
  });

  it('that changes its mind at once takes nobody on the way that was meant for a moment', async () => {
    await onStage(
      async (stage) => {
        const { plays, clock, entries } = stage.world;
        await apply(stage, await plan(stage, catalogue.faults.traffic, { rps: 100 }, 'users', 600_000));
        await plays.setRoute('edge', 'partner-a', stage.stop);
        await clock.sleep(200_000);
        await plays.setRoute('partner-a', 'partner-b', stage.stop);
        await plays.setRoute('partner-b', 'edge', stage.stop);
        await clock.sleep(75_000);
        const before = await entries.counts(stage.stop);
        await clock.sleep(1000);
        const after = await entries.counts(stage.stop);
        const of = (who: string) => (after[who]?.received ?? 0) - (before[who]?.received ?? 0);
        expect(of('partner-b') / of('router')).to.be.below(0.001);
        expect(of('partner-a') / of('router')).to.be.closeTo(0.5, 0.02);
      },
      { diversion: { by: 'bgp', compression: 1 }, model: plain },
    );
  });

  it('sends a single probe one way or the other, as often as users', async () => {
    const { partner, all } = await onStage(
      async (stage) => {
        await apply(stage, await plan(stage, catalogue.plays.divert, { to: 'partner-a' }, 'divert'));
        await stage.world.clock.sleep(30_000);
        const met = { partner: 0, all: 0 };
        for (let i = 0; i < 200; i++) {
          const nonce = `probe-${i}`;
          await stage.world.http.fetch({ url: `${stage.world.entries.places().entries['front'] ?? ''}/communities/`, headers: { 'x-probe-nonce': nonce } }, stage.stop);
          met.all += 1;
          if ((await stage.world.entries.whoSaw(nonce, stage.stop)).some(({ who }) => who === 'partner-a')) met.partner += 1;
        }
        return met;
      },
      { diversion: { by: 'dns', compression: 1 }, model: { dns: { ttls: [{ ms: 60_000, share: 1 }] } } },
    );
    // From half of them at the first probe to two thirds at the last; four standard deviations of 200 draws.
    expect(partner / all).to.be.closeTo(0.58, 4 * Math.sqrt((0.58 * 0.42) / 200));
  });
});
