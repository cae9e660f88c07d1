/** Holds the tests of the step from fluid to single requests: what is told in whole requests, and what one request meets, is what flows. */
import { expect } from 'chai';
import fc from 'fast-check';
import { catalogue } from '../../../src/catalog/index.ts';
import { flowsOf } from '../../../src/worlds/simulated/mix.ts';
import { rangeSettings } from '../../../src/range/settings.ts';
import { count, newGenerator } from '../../../src/worlds/simulated/generator.ts';
import { report, wholes } from '../../../src/worlds/simulated/second.ts';
import { apply, onStage, plan } from '../../catalog/stage.ts';

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);

describe('from fluid to single requests', () => {
  it('tells as many whole requests as have flowed, none twice, and each class within one of its share', () => {
    const flows = fc.array(fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(flows, (seconds) => {
        const flowed = [0, 0, 0];
        const told = [0, 0, 0];
        for (const second of seconds) {
          for (const [i, n] of second.entries()) flowed[i] = (flowed[i] ?? 0) + n;
          const given = wholes(flowed.map((n, i) => n - (told[i] ?? 0)));
          expect(given.every((n) => n >= 0 && Number.isInteger(n))).to.equal(true);
          for (const [i, n] of given.entries()) told[i] = (told[i] ?? 0) + n;
          expect(sum(told)).to.equal(Math.floor(sum(flowed) + 1e-9));
        }
        for (const [i, n] of told.entries()) expect(Math.abs(n - (flowed[i] ?? 0))).to.be.below(2);
      }),
    );
  });

  it('lets classes that ask for the same flow as one, and loses none of them', () => {
    const flows = (cost: Record<string, number>) => flowsOf({ name: 'users', script: 'legitimate', stages: [], settings: {}, report: 'samples' }, rangeSettings.parse({ edge: { capacity: { cost } } }));
    const shares = (cost: Record<string, number>) => flows(cost).flatMap(({ share, classes }) => classes.map(([name, ofFlow]) => [name, share * ofFlow] as const));
    expect(flows({}).map(({ classes }) => classes.length)).to.deep.equal([4, 4, 1, 1, 1, 1]);
    // What costs more must wait by itself.
    expect(flows({ '/communities/inbox': 3 }).map(({ classes }) => classes.length)).to.deep.equal([3, 4, 1, 1, 1, 1, 1]);
    for (const cost of [{}, { '/communities/inbox': 3 }]) {
      const mixed = new Map(shares(cost));
      expect(mixed.size).to.equal(12);
      expect(mixed.get('communities.browse')).to.be.closeTo(0.4, 1e-9);
      expect(mixed.get('portal.case')).to.be.closeTo(0.015, 1e-9);
      expect(sum([...mixed.values()])).to.be.closeTo(1, 1e-9);
    }
  });

  it('deals a flow to its classes and regions by their shares, over hours and from the first second', () => {
    const spec = { name: 'users', script: 'legitimate', stages: [], settings: { regions: { americas: 0.7, europe: 0.2, asia: 0.1 } }, report: 'samples' } as const;
    const generator = newGenerator(spec, { name: 'users', pid: 1, started: '0', command: [] }, rangeSettings.parse({}));
    const told = new Map<string, number>();
    for (let second = 1; second <= 4 * 3600; second++) {
      for (const flow of generator.flows) count(generator, flow.came.ok, 29.77 * flow.share, 10);
      for (const [name, { ok }] of Object.entries(report(generator, second, [1, 2, 3]).classes)) told.set(name, (told.get(name) ?? 0) + ok);
      if (second !== 1 && second % 997 !== 0) continue;
      expect(sum([...told.values()])).to.equal(Math.floor(29.77 * second));
      for (const flow of generator.flows) {
        for (const [name, ofFlow] of flow.classes) {
          // The share of any part of a circle in steps round it by the golden section: off by less than 5 steps in half a million, as tried on 80,000 parts.
          for (const [region, share] of Object.entries(spec.settings.regions)) expect(told.get(`${name}/${region}`) ?? 0).to.be.closeTo(29.77 * second * flow.share * ofFlow * share, 5 + 1);
        }
      }
    }
  });

  it('turns a single probe away as often as the fluid, and keeps it waiting as long', async () => {
    await onStage(async (stage) => {
      await apply(stage, await plan(stage, catalogue.faults.flood, { rps: 400, shape: 'get' }, 'flood', 900_000));
      await stage.world.clock.sleep(10_000);
      const before = await stage.world.entries.counts(stage.stop);
      const front = stage.world.entries.places().entries['front'] ?? '';
      const met = { served: 0, all: 0, ms: 0 };
      for (let i = 0; i < 400; i++) {
        const { status, ms } = await stage.world.http.fetch({ url: `${front}/communities/` }, stage.stop);
        met.all += 1;
        if (status === 200) {
          met.served += 1;
          met.ms += ms;
        }
        await stage.world.clock.sleep(250);
      }
      const after = await stage.world.entries.counts(stage.stop);
      const flowed = (what: 'received' | 'forwarded') => (after['edge']?.[what] ?? 0) - (before['edge']?.[what] ?? 0);
      const served = flowed('forwarded') / flowed('received');
      // 200 of 400 requests a second; four standard deviations of 400 draws.
      expect(served).to.be.closeTo(0.5, 0.02);
      expect(met.served / met.all).to.be.closeTo(served, 4 * Math.sqrt((served * (1 - served)) / met.all));
      // The queue's 150 places at 200 a second, and 50 ms of work and way.
      expect(met.ms / met.served).to.be.closeTo(150 / 0.2 + 50, 40);
    });
  });

  it('counts at edge and origin what generators tell, once all has been answered', async () => {
    await onStage(async (stage) => {
      const end = stage.watch('traffic');
      await apply(stage, await plan(stage, catalogue.faults.traffic, { rps: 90 }, 'users', 20_000));
      await stage.world.clock.sleep(25_000);
      await end();
      const all = stage.of('traffic.second').flatMap(({ classes }) => Object.values(classes));
      const counts = await stage.world.entries.counts(stage.stop);
      expect(sum(all.map(({ sent }) => sent))).to.be.closeTo(counts['edge']?.received ?? 0, 2);
      expect(sum(all.map(({ ok }) => ok))).to.be.closeTo(sum(['communities', 'social', 'portal'].map((who) => counts[who]?.received ?? 0)), 3);
    });
  });

  it('sends again what was not answered well, as often as a herd of clients does', async () => {
    const sent = async (shape: 'get' | 'retry-herd') =>
      onStage(async (stage) => {
        const end = stage.watch('traffic');
        await apply(stage, await plan(stage, catalogue.faults.flood, { rps: 400, shape }, 'flood', 20_000));
        await stage.world.clock.sleep(20_000);
        await end();
        return sum(stage.of('flood.second').slice(8, 18).map((second) => second.offered)) / 10;
      });
    expect(await sent('get')).to.be.closeTo(400, 2);
    // With 200 a second served, n tries a second fail in (n - 200) / n of cases, and 400 first tries make 400 (1 + f + f2 + f3) of them.
    let tries = 400;
    for (let i = 0; i < 1000; i++) tries += 0.1 * (400 * sum([0, 1, 2, 3].map((power) => ((tries - 200) / tries) ** power)) - tries);
    expect(await sent('retry-herd')).to.be.closeTo(tries, 0.05 * tries);
  });
});
