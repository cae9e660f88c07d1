/** Tests how drills end before their time: by a person, a guardrail, a full disk or a successor, and what is withdrawn then. */
import { expect } from 'chai';
import { observer } from '../../src/catalog/observer.ts';
import { LetGo } from '../../src/drill/ending.ts';
import { z } from 'zod';
import { inject, latency, oddFault, rehearse } from './rehearse.ts';

const flood = inject('attack', 'flood', 5000, 12_000, { rps: 900 });
const both = [latency('slow-mail', 5000, 12_000), latency('slow-social', 6000, 10_000, 'social')];

describe('a drill that ends before its time', () => {
  it('withdraws everything newest first when it is interrupted, within a second', async () => {
    const { end, of, zeroMs, before, after } = await rehearse({
      scenario: { injects: both },
      beside: async ({ at, stop }) => {
        await at(8000);
        stop.abort('Ctrl-C');
      },
    });
    expect(end).to.deep.equal({ because: 'aborted', why: 'Ctrl-C', stuck: [] });
    expect(of('abort.requested')[0]).to.include({ because: 'Ctrl-C', realIncident: false });
    const order = of('change.withdrawing').filter((event) => event.inject.startsWith('slow')).map((event) => event.inject);
    expect(order).to.deep.equal(['slow-social', 'slow-mail']);
    expect(of('change.withdrawn')).to.have.length(3);
    expect(of('change.withdrawn').every((event) => event.heardMs - zeroMs <= 9000)).to.equal(true);
    expect(of('timeline.ended')[0]?.because).to.equal('aborted');
    expect(after).to.deep.equal(before);
  });

  it('withdraws a generator that waited at its gate', async () => {
    const { of, before, after } = await rehearse({
      scenario: { injects: [flood] },
      beside: async ({ at, stop }) => {
        await at(3000);
        stop.abort();
      },
    });
    expect(of('inject.released')).to.have.length(0);
    expect(of('change.withdrawn').map((event) => event.inject)).to.have.members(['attack', 'legitimate']);
    expect(after).to.deep.equal(before);
  });

  it('ends although it is interrupted before its timeline began', async () => {
    const { end, of } = await rehearse({ scenario: { injects: both }, beside: async ({ stop }) => stop.abort() });
    expect(end).to.deep.include({ because: 'aborted', stuck: [] });
    expect(of('timeline.started')).to.have.length(0);
    expect(of('timeline.ended')).to.have.length(1);
  });

  it('does not wait for a change that hangs while it is made', async () => {
    const faults = { odd: oddFault('odd', { apply: () => new Promise(() => {}) }) };
    const { end, of, zeroMs } = await rehearse({
      faults,
      scenario: { injects: [inject('odd', 'odd', 5000, 5000, null)] },
      beside: async ({ at, stop }) => {
        await at(6000);
        stop.abort();
      },
    });
    expect(end).to.deep.include({ because: 'aborted', stuck: [] });
    expect((of('change.withdrawn').find((event) => event.inject === 'odd')?.heardMs ?? Infinity) - zeroMs).to.be.at.most(6600);
  });

  it('is aborted by availability that stays too low, with the fault withdrawn', async () => {
    const { end, of, zeroMs, before, after } = await rehearse({
      scenario: { durationMs: 40_000, injects: [{ ...flood, forMs: 30_000 }], guardrails: [{ kind: 'availability', min: 0.8, forMs: 3000 }] },
    });
    expect(end).to.deep.include({ because: 'aborted', stuck: [] });
    expect(of('guardrail.tripped')[0]?.guardrail).to.equal('availability below 80 % for 3 s');
    expect(of('guardrail.tripped')[0]?.saw).to.match(/% of legitimate requests were good/);
    expect((of('guardrail.tripped')[0]?.heardMs ?? 0) - zeroMs).to.be.within(8000, 16_000);
    expect(after).to.deep.equal(before);
  });

  it('is aborted when its guardrail is blind', async () => {
    const { end, of, zeroMs } = await rehearse({
      scenario: { traffic: null, injects: both, guardrails: [{ kind: 'availability', min: 0.5, forMs: 3000 }] },
    });
    expect(end).to.deep.include({ because: 'aborted', stuck: [] });
    expect(of('guardrail.tripped')[0]?.saw).to.equal('it is blind: no legitimate request was told of for 6 s');
    expect((of('guardrail.tripped')[0]?.heardMs ?? 0) - zeroMs).to.equal(6000);
  });

  it('is aborted when it takes too long, held time included', async () => {
    const { end, of } = await rehearse({
      scenario: { guardrails: [{ kind: 'wall-clock', maxMs: 30_000 }] },
      beside: async ({ at, desk }) => {
        await at(5000);
        await desk.send({ do: 'hold', role: 'facilitator' });
      },
    });
    expect(end).to.deep.include({ because: 'aborted' });
    expect(of('guardrail.tripped')[0]?.guardrail).to.equal('wall-clock');
  });

  it('attacks nothing when the steady state does not hold', async () => {
    const { end, of } = await rehearse({ scenario: { traffic: { rps: 900, regions: { all: 1 } }, injects: both } });
    expect(end).to.deep.include({ because: 'aborted', stuck: [] });
    expect(of('steady.checked')[0]?.ok).to.equal(false);
    expect(of('inject.released')).to.have.length(0);
    expect(of('change.applied').map((event) => event.inject)).to.deep.equal(['legitimate']);
  });

  it('withdraws everything first and then tells every channel when a real incident begins', async () => {
    const { end, of, events } = await rehearse({
      scenario: { injects: both },
      beside: async ({ at, desk }) => {
        await at(8000);
        await desk.send({ do: 'abort', role: 'facilitator', because: 'the data centre is on fire', realIncident: true });
      },
    });
    expect(end).to.deep.equal({ because: 'aborted', why: 'the data centre is on fire', stuck: [] });
    const said = of('notice.moved').filter((event) => event.rung === 'composed');
    expect(said.map((event) => event.channel)).to.have.members(['email', 'status-page']);
    expect(said[0]?.text).to.match(/^\[DRILL OVER\] A real incident is on\n\[DRILL OVER\] The drill "A test" is over\./);
    expect(of('notice.moved').some((event) => event.channel === 'status-page' && event.rung === 'accepted')).to.equal(true);
    const lastWithdrawn = events.findLastIndex((event) => event.kind === 'change.withdrawn');
    expect(events.findIndex((event) => event.kind === 'notice.moved')).to.be.above(lastWithdrawn);
  });

  it('touches nothing more once its lease is lost', async () => {
    const { end, of, after, before, events } = await rehearse({
      scenario: { injects: both },
      beside: async ({ at, lease }) => {
        await at(5500);
        lease.held = false;
      },
    });
    expect(end).to.be.instanceOf(LetGo);
    expect(of('lease.lost')).to.have.length(1);
    expect(of('change.applied').map((event) => event.inject)).to.have.members(['legitimate', 'slow-mail']);
    expect(of('change.withdrawing')).to.have.length(0);
    expect(events.some((event) => event.kind === 'timeline.ended')).to.equal(false);
    expect(after, 'the fault is left to the successor').not.to.deep.equal(before);
  });

  it('looks at its lease right before each change', async () => {
    const { end, of } = await rehearse({
      scenario: { injects: [latency('slow-mail', 5999, 1000)] },
      beside: async ({ at, lease }) => {
        await at(5998);
        lease.held = false;
      },
    });
    expect(end).to.be.instanceOf(LetGo);
    expect(of('change.applied').map((event) => event.inject)).to.deep.equal(['legitimate']);
  });

  it('leaves at once at the second interrupt, withdrawing nothing', async () => {
    const faults = { odd: oddFault('odd', { ways: [() => new Promise(() => {})], gone: async () => false }) };
    let leftMs = 0;
    const { end, zeroMs } = await rehearse({
      faults,
      scenario: { injects: [inject('odd', 'odd', 5000, 5000, null)] },
      beside: async ({ at, stop, stopAtOnce, clock }) => {
        await at(6000);
        stop.abort();
        await at(6700);
        stopAtOnce.abort();
        leftMs = clock.now();
      },
    });
    expect(end).to.be.instanceOf(LetGo);
    expect(leftMs - zeroMs).to.equal(6700);
  });

  it('withdraws what it did when the disk is full, and says so', async () => {
    const { end, of, before, after } = await rehearse({
      scenario: { injects: both },
      beside: async ({ at, disk }) => {
        await at(5500);
        disk.full = true;
      },
    });
    expect(end).to.include({ because: 'aborted' });
    expect((end as { why: string }).why).to.match(/^expected the journal to take a line, got ENOSPC/);
    expect(end).to.have.deep.property('stuck', []);
    expect(of('change.applied').map((event) => event.inject), 'nothing new once nothing can be put down').to.deep.equal(['legitimate', 'slow-mail']);
    expect(after).to.deep.equal(before);
  });

  it('shows an observer that stopped watching, and no heartbeat of it afterwards', async () => {
    const sleepy = observer({ kind: 'sleepy', summary: 'falls asleep', needs: [], spec: z.json(), observe: async (_spec, world) => world.clock.sleep(4500) });
    const torn = observer({ kind: 'torn', summary: 'fails', needs: [], spec: z.json(), observe: async () => Promise.reject(new Error('no socket')) });
    const { of, end } = await rehearse({ observers: { sleepy, torn }, scenario: { observers: [{ observer: 'sleepy', spec: null }, { observer: 'torn', spec: null }, { observer: 'traffic', spec: { everyMs: 200 } }] } });
    expect(end).to.deep.equal({ because: 'complete', stuck: [] });
    expect(of('observer.beat').filter((beat) => beat.observer === 'sleepy')).to.have.length(4);
    const ended = Object.fromEntries(of('observer.ended').map((event) => [event.observer, [event.early, event.because]]));
    expect(ended).to.deep.equal({ sleepy: [true, 'it returned'], torn: [true, 'no socket'], traffic: [false, 'the drill is over'] });
  });

  it('injects nothing in observe mode, and takes marks', async () => {
    const { end, of, events } = await rehearse({
      mode: 'observe',
      scenario: { injects: both },
      beside: async ({ at, desk }) => {
        await at(5000);
        await desk.send({ do: 'mark', role: 'network', milestone: 'commanded', source: 'facilitator', detail: 'by phone' });
        await desk.send({ do: 'note', role: 'facilitator', text: 'calm' });
        await desk.send({ do: 'rule', role: 'facilitator', finding: 'dead-channel/email', because: 'agreed before', as: 'dismissed' });
      },
    });
    expect(end).to.deep.equal({ because: 'complete', stuck: [] });
    expect(events.some((event) => event.kind.startsWith('change.') || event.kind.startsWith('inject.'))).to.equal(false);
    expect(of('milestone.reached')[0]).to.include({ role: 'network', milestone: 'commanded', source: 'facilitator', detail: 'by phone', by: 'facilitator' });
    expect(of('note.added')[0]?.text).to.equal('calm');
    expect(of('finding.ruled')[0]).to.deep.include({ finding: 'dead-channel/email', role: 'facilitator', because: 'agreed before', as: 'dismissed', by: 'facilitator' });
    expect(of('observer.beat').length).to.be.at.least(19);
  });
});
