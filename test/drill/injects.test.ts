/** Tests that injects are put down before they are made, come when they should, and can be steered by hand. */
import { expect } from 'chai';
import { inject, latency, oddFault, rehearse } from './rehearse.ts';

describe('injects', () => {
  it('are planned, flushed, released, applied and withdrawn, in this order', async () => {
    const { end, story, of, flushes, events, before, after } = await rehearse({ scenario: { injects: [latency('slow-mail', 6000, 4000)] } });
    expect(end).to.deep.equal({ because: 'complete', stuck: [] });
    expect(story('slow-mail')).to.deep.equal(['change.planned', 'inject.released', 'change.applied', 'change.withdrawing', 'change.withdrawn']);
    const planned = of('change.planned').find((event) => event.inject === 'slow-mail');
    const released = of('inject.released')[0];
    const flushed = flushes.find((count) => count > events.findIndex((event) => event === planned));
    expect(flushed, 'a flush after the plan').to.be.a('number');
    expect(flushed, 'a flush before the release').to.be.at.most(events.findIndex((event) => event === released));
    expect(after).to.deep.equal(before);
  });

  it('come at their moment and last as long as they should', async () => {
    const { of, zeroMs } = await rehearse({ scenario: { injects: [latency('a', 6000, 4000), latency('b', 6000, 5000, 'social')] } });
    const applied = of('change.applied').filter((event) => event.inject !== 'legitimate');
    expect(applied.map((event) => [event.inject, event.atMs - zeroMs])).to.have.deep.members([['a', 6000], ['b', 6000]]);
    const withdrawing = of('change.withdrawing').filter((event) => event.inject !== 'legitimate');
    expect(withdrawing.map((event) => [event.inject, event.heardMs - zeroMs])).to.deep.equal([['a', 10_000], ['b', 11_000]]);
  });

  it('that follow each other on one thing read its original value after the one before is gone', async () => {
    const partition = (id: string, atMs: number) => inject(id, 'partition', atMs, 3000, { proxy: 'mail' });
    const { of, story, after, before } = await rehearse({ scenario: { injects: [partition('first', 6000), partition('second', 9000)] } });
    const originals = of('change.planned').flatMap((event) => (event.action === 'partition' ? [event.change] : []));
    expect(originals).to.have.length(2);
    expect(JSON.stringify(originals[1])).to.include('"enabled":true');
    expect(story('first', 'second').indexOf('first change.withdrawn')).to.be.below(story('first', 'second').indexOf('second change.planned'));
    expect(after).to.deep.equal(before);
  });

  it('that fail to be planned are put down, and the drill goes on', async () => {
    const faults = { odd: oddFault('odd', { plan: async () => Promise.reject(new Error('no such thing')) }) };
    const { end, of, story } = await rehearse({ faults, scenario: { injects: [inject('odd', 'odd', 5000, 1000, null), latency('later', 8000, 1000)] } });
    expect(end).to.deep.equal({ because: 'complete', stuck: [] });
    expect(story('odd')).to.deep.equal(['change.failed']);
    expect(of('change.failed')[0]?.error).to.equal('no such thing');
    expect(story('later')).to.include('change.applied');
  });

  it('that fail to be made are withdrawn at once, and the drill goes on', async () => {
    const faults = { odd: oddFault('odd', { apply: async () => Promise.reject(new Error('refused')) }) };
    const { end, story } = await rehearse({ faults, scenario: { injects: [inject('odd', 'odd', 5000, 1000, null)] } });
    expect(end).to.deep.equal({ because: 'complete', stuck: [] });
    expect(story('odd')).to.deep.equal(['change.planned', 'inject.released', 'change.failed', 'change.withdrawing', 'change.withdrawn']);
  });

  it('that hang while they are made are given up after 5 s and withdrawn', async () => {
    const faults = { odd: oddFault('odd', { apply: () => new Promise(() => {}) }) };
    const { end, story, of, zeroMs } = await rehearse({ faults, scenario: { injects: [inject('odd', 'odd', 5000, 1000, null)] } });
    expect(end).to.deep.equal({ because: 'complete', stuck: [] });
    expect(story('odd')).to.deep.equal(['change.planned', 'inject.released', 'change.failed', 'change.withdrawing', 'change.withdrawn']);
    expect((of('change.failed')[0]?.heardMs ?? 0) - zeroMs).to.equal(10_000);
  });

  it('that can not be withdrawn abort the drill and are named in its end', async () => {
    const faults = { odd: oddFault('odd', { gone: async () => false }) };
    const { end, of } = await rehearse({ faults, scenario: { injects: [inject('odd', 'odd', 5000, 1000, null)] } });
    expect(end).to.deep.equal({ because: 'aborted', why: 'odd could not be withdrawn', stuck: ['odd/0'] });
    expect(of('change.stuck')).to.have.length(2);
    expect(of('timeline.ended')[0]?.because).to.equal('aborted');
  });

  it('wait while the drill is held, and all later times shift by the held time', async () => {
    const { of, zeroMs } = await rehearse({
      scenario: { injects: [latency('a', 6000, 4000), latency('b', 12_000, 2000, 'social')] },
      beside: async ({ at, desk }) => {
        await at(8000);
        await desk.send({ do: 'hold', role: 'facilitator' });
        await at(13_000);
        await desk.send({ do: 'resume', role: 'facilitator' });
      },
    });
    const offsets = (kind: 'inject.released' | 'change.withdrawing') => of(kind).filter((event) => event.inject !== 'legitimate').map((event) => [event.inject, event.heardMs - zeroMs]);
    expect(offsets('inject.released')).to.deep.equal([['a', 6000], ['b', 17_000]]);
    expect(offsets('change.withdrawing')).to.deep.equal([['a', 15_000], ['b', 19_000]]);
    expect((of('change.withdrawing').find((event) => event.inject === 'legitimate')?.heardMs ?? 0) - zeroMs).to.equal(25_000);
  });

  it('can be skipped before they are released, and not after', async () => {
    const answers: unknown[] = [];
    const { story } = await rehearse({
      scenario: { injects: [latency('a', 6000, 4000), latency('b', 7500, 2000, 'social')] },
      beside: async ({ at, desk }) => {
        await at(7000);
        for (const id of ['a', 'b', 'b', 'c']) answers.push(await desk.send({ do: 'skip', role: 'facilitator', inject: id, because: 'enough' }));
      },
    });
    expect(story('a')).to.include('change.applied');
    // It was prepared already, so it is taken back.
    expect(story('b')).to.deep.equal(['change.planned', 'inject.skipped', 'change.withdrawing', 'change.withdrawn']);
    expect(answers).to.deep.equal([
      { ok: false, why: 'inject "a" is released already' },
      { ok: true, said: 'skipped b' },
      { ok: false, why: 'inject "b" is skipped already' },
      { ok: false, why: 'expected one of the injects a, b, got "c"' },
    ]);
  });

  it('can be released by hand, even while the drill is held, and then last their time', async () => {
    const { of, zeroMs } = await rehearse({
      scenario: { injects: [latency('late', 15_000, 2000)] },
      beside: async ({ at, desk }) => {
        await at(5000);
        await desk.send({ do: 'hold', role: 'facilitator' });
        await at(6000);
        await desk.send({ do: 'release', role: 'facilitator', inject: 'late' });
        await at(7000);
        await desk.send({ do: 'resume', role: 'facilitator' });
      },
    });
    const released = of('inject.released')[0];
    expect(released).to.include({ inject: 'late', plannedMs: 15_000, how: 'facilitator', by: 'facilitator' });
    expect(released?.heardMs, 'as soon as it is planned').to.equal(of('change.planned').find((event) => event.inject === 'late')?.heardMs);
    expect((released?.heardMs ?? 0) - zeroMs).to.be.within(6000, 7000);
    expect((of('change.withdrawing').find((event) => event.inject === 'late')?.heardMs ?? 0) - zeroMs).to.equal(9000);
  });

  it('are not released by hand onto something that another one holds', async () => {
    const answers: unknown[] = [];
    await rehearse({
      scenario: { injects: [latency('a', 6000, 4000), latency('b', 12_000, 2000)] },
      beside: async ({ at, desk }) => {
        await at(2000);
        answers.push(await desk.send({ do: 'release', role: 'facilitator', inject: 'a' }));
        await at(7000);
        answers.push(await desk.send({ do: 'release', role: 'facilitator', inject: 'b' }));
      },
    });
    expect(answers).to.deep.equal([{ ok: false, why: 'the steady state is still being watched' }, { ok: false, why: '"a" still holds proxy/mail' }]);
  });
});
