/** Tests what a role on autopilot may hear and do. */
import { expect } from 'chai';
import { z } from 'zod';
import { role } from '../../src/catalog/role.ts';
import type { Audible, Desk } from '../../src/catalog/role.ts';
import { reasonOf } from '../../src/problem.ts';
import { inject, latency, oddFault, rehearse } from './rehearse.ts';
import type { Rehearse } from './rehearse.ts';

const played = (act: (desk: Desk, stop: AbortSignal) => Promise<void>, more: Rehearse = {}) =>
  rehearse({
    ...more,
    roles: { network: role({ kind: 'network', summary: 'a role that a test plays', spec: z.json(), act: (_spec, desk, stop) => act(desk, stop) }) },
    scenario: { responders: [{ role: 'network', by: 'autopilot', name: 'autopilot', spec: null }], ...more.scenario },
  });

describe('a desk', () => {
  it('never tells a role of injects or changes', async () => {
    let heard: unknown = 'nothing yet';
    await played(
      async (desk, stop) => {
        heard = await desk.hear('change.applied' as Audible, () => true, stop, true);
      },
      { scenario: { injects: [latency('slow-mail', 6000, 2000)] } },
    );
    expect(heard).to.equal(undefined);
  });

  it('tells what happens from now on, or has happened', async () => {
    const heard: (number | undefined)[] = [];
    const { of } = await played(async (desk, stop) => {
      await desk.clock.sleep(5000, stop);
      heard.push((await desk.hear('traffic.second', () => true, stop))?.seq);
      heard.push((await desk.hear('traffic.second', () => true, stop, true))?.seq);
    });
    const seconds = of('traffic.second').map((event) => event.seq);
    expect(heard[1]).to.equal(seconds[0]);
    expect(seconds.indexOf(heard[0] ?? 0)).to.be.at.least(4);
  });

  it('makes plays as leased changes, which are withdrawn with the drill', async () => {
    let during: unknown;
    const { story, of, before, after } = await played(
      async (desk, stop) => {
        await desk.clock.sleep(5000, stop);
        await desk.play('divert', { to: 'partner-a' }, stop);
        desk.reach('commanded', 'partner-a');
      },
      {
        beside: async ({ at, snapshot }) => {
          await at(8000);
          during = snapshot();
        },
      },
    );
    expect(story('network-divert-1')).to.deep.equal(['change.planned', 'change.applied', 'change.withdrawing', 'change.withdrawn']);
    expect(of('change.planned').find((event) => event.action === 'divert')).to.include({ by: 'role/network' });
    expect(of('milestone.reached')[0]).to.include({ milestone: 'commanded', role: 'network', source: 'autopilot', detail: 'partner-a', by: 'role/network' });
    expect(JSON.stringify(during)).to.include('partner-a');
    expect(after).to.deep.equal(before);
  });

  it('tells the role that a play failed, and takes back what was half made', async () => {
    const why: string[] = [];
    const { end, story } = await played(
      async (desk, stop) => {
        await desk.clock.sleep(5000, stop);
        for (const kind of ['vain', 'unknown']) await desk.play(kind, null, stop).catch((error: unknown) => why.push(reasonOf(error)));
      },
      { plays: { vain: oddFault('vain', { apply: async () => Promise.reject(new Error('refused')) }) } },
    );
    expect(why).to.deep.equal(['refused', 'expected one of the plays divert, fail-back, vain, got unknown (role/network)']);
    expect(end).to.deep.equal({ because: 'complete', stuck: [] });
    expect(story('network-vain-1')).to.deep.equal(['change.planned', 'change.failed', 'change.withdrawing', 'change.withdrawn']);
  });

  it('puts the banner of a drill on every message, and its rungs into the record', async () => {
    const took: boolean[] = [];
    const { of } = await played(async (desk, stop) => {
      await desk.clock.sleep(5000, stop);
      took.push(await desk.publish({ channel: 'status-page', title: 'We look into it', text: 'Pages are slow.', nextUpdateMs: 60_000 }, stop));
    });
    expect(took).to.deep.equal([true]);
    const moved = of('notice.moved');
    expect(moved[0]).to.include({ notice: 'network-1', channel: 'status-page', rung: 'composed', text: '[DRILL] We look into it\n[DRILL] Pages are slow.', nextUpdateMs: 60_000, by: 'role/network' });
    expect(moved.some((event) => event.rung === 'accepted')).to.equal(true);
  });

  it('says that a channel did not take a message', async () => {
    const took: boolean[] = [];
    await played(
      async (desk, stop) => {
        await desk.clock.sleep(7000, stop);
        took.push(await desk.publish({ channel: 'email', title: 'We look into it', text: 'Pages are slow.' }, stop));
      },
      { scenario: { injects: [inject('mail-down', 'email-outage', 5000, 8000, { kind: 'refused' })] } },
    );
    expect(took).to.deep.equal([false]);
  });

  it('tells whether an inject keeps the role away', async () => {
    const reachable: boolean[] = [];
    await played(
      async (desk, stop) => {
        await desk.clock.sleep(4500, stop);
        reachable.push(await desk.reachable(stop));
        await desk.clock.sleep(2000, stop);
        reachable.push(await desk.reachable(stop));
      },
      { scenario: { injects: [inject('away', 'unavailable', 5000, 8000, { role: 'network' })] } },
    );
    expect(reachable).to.deep.equal([true, false]);
  });

  it('sends roles home before anything is withdrawn', async () => {
    let homeSeq = 0;
    const { of } = await played(
      async (desk, stop) => {
        await desk.clock.sleep(60_000, stop);
        desk.reach('resolved');
        homeSeq = 1;
      },
    );
    expect(homeSeq).to.equal(1);
    expect(of('milestone.reached')[0]?.seq).to.be.below(of('change.withdrawn')[0]?.seq ?? 0);
  });
});
