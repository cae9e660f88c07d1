/** Holds the tests of roles on autopilot, in whole simulated drills: in time, in the right order, and honest where they can't act. */
import { expect } from 'chai';
import type { History } from '../../src/record/history.ts';
import type { Milestone } from '../../src/record/events.ts';
import { everything, perform } from '../house/simulated-drill.ts';

const offset = (history: History, name: Milestone) => history.of('milestone.reached').find((event) => event.milestone === name)?.atMs ?? NaN;
const routes = (history: History) => history.of('change.planned').filter((event) => event.by === 'role/network').map((event) => event.action);

/** One attack and nothing else. */
const attack = {
  ...everything,
  duration: '100s',
  lanes: { traffic: [{ fault: 'flood', at: '10s', for: '40s', with: { rps: 900 } }] },
};

describe('roles on autopilot', () => {
  it('acknowledge, declare, decide, command, fail back and resolve in this order, within their stated times', async () => {
    const { history } = await perform({ raw: attack });
    const order = ['acknowledged', 'declared', 'decided', 'commanded', 'failed-back', 'resolved'] as const;
    const times = order.map((name) => offset(history, name));
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
    expect(times.every(Number.isFinite)).to.equal(true);
    const alert = history.of('alert.heard').find(({ labels }) => labels['severity'] === 'page')?.heardMs ?? NaN;
    expect(offset(history, 'acknowledged') - alert).to.be.within(3000, 6000);
    expect(offset(history, 'declared') - offset(history, 'acknowledged')).to.be.within(2000, 4000);
    expect(offset(history, 'decided') - offset(history, 'declared')).to.be.within(3000, 6000);
    expect(history.of('milestone.reached').every((event) => event.source === 'autopilot')).to.equal(true);
    expect(history.of('trouble')).to.deep.equal([]);
  });

  it('keep the promises of their notices and say what they are', async () => {
    const { history } = await perform({ raw: attack });
    const composed = history.of('notice.moved').filter((moved) => moved.rung === 'composed' && moved.channel === 'status-page');
    expect(composed.length).to.be.greaterThan(2);
    for (const [i, notice] of composed.entries()) {
      expect(notice.text).to.match(/^\[DRILL\]/);
      const next = composed[i + 1];
      if (next !== undefined) expect(next.atMs - notice.atMs).to.be.lessThan(notice.nextUpdateMs ?? 0);
    }
    expect(composed.at(-1)?.text).to.contain('Service is restored');
  });

  it('take the second partner when the first one fails', async () => {
    const { history } = await perform({ raw: { ...attack, world: { settings: { partners: { a: { broken: true } } } } } });
    expect(history.of('milestone.reached').filter((event) => event.milestone === 'commanded').map((event) => event.detail)).to.deep.equal(['partner-a', 'partner-b']);
    expect(routes(history)).to.deep.equal(['divert', 'divert', 'fail-back']);
    expect(history.of('path.seen').some((probe) => probe.ok && probe.via.includes('partner-b'))).to.equal(true);
  });

  it('take the second partner when the first one gives way later, and wait for a single one', async () => {
    const later = { ...attack, lanes: { traffic: [{ fault: 'flood', at: '10s', for: '70s', with: { rps: 900 } }], partners: [{ fault: 'partition', at: '45s', for: '20s', with: { proxy: 'partner-a' } }] } };
    const commanded = (history: History) => history.of('milestone.reached').filter((event) => event.milestone === 'commanded');
    const { history } = await perform({ raw: later });
    expect(commanded(history).map((event) => event.detail)).to.deep.equal(['partner-a', 'partner-b']);
    // Three probes that fail, one each second, and the time of a command.
    expect((commanded(history)[1]?.atMs ?? NaN) - (history.zeroMs ?? 0)).to.be.within(47_000, 51_000);
    expect(history.of('path.seen').some((probe) => probe.ok && probe.via.includes('partner-b'))).to.equal(true);
    // Who is down strips nothing, which is no sign that the attack is over.
    const one = await perform({ raw: { ...later, responders: { ...attack.responders, network: { autopilot: { partners: ['partner-a'] } } } } });
    expect(commanded(one.history)).to.have.length(1);
    expect(offset(one.history, 'failed-back') - (one.history.zeroMs ?? 0)).to.be.greaterThan(80_000);
  });

  it('do nothing for a decoy', async () => {
    const { history } = await perform({ raw: { ...attack, lanes: { traffic: [{ fault: 'decoy', at: '10s', for: '20s', with: { rps: 60 } }] } } });
    expect(history.of('milestone.reached')).to.deep.equal([]);
  });

  it('wait for an absent role, unless it has a delegate', async () => {
    const absent = { ...attack, lanes: { ...attack.lanes, people: [{ fault: 'unavailable', at: '5s', for: '80s', with: { role: 'monitoring' } }] } };
    const nobody = await perform({ raw: absent });
    expect(offset(nobody.history, 'acknowledged') - (nobody.history.zeroMs ?? 0)).to.be.greaterThan(85_000);
    const delegate = await perform({ raw: { ...absent, responders: { ...attack.responders, monitoring: { autopilot: { escalate: '5s' } } } } });
    expect(offset(delegate.history, 'acknowledged') - (delegate.history.of('alert.heard').find(({ labels }) => labels['severity'] === 'page')?.heardMs ?? NaN)).to.be.within(8000, 12_000);
  });

  it('change the channel when mail fails, and a crew without another one does not', async () => {
    const outage = { ...attack, lanes: { mail: [{ fault: 'email-outage', at: '10s', for: '30s', with: { kind: 'refused' } }] } };
    const said = ({ history }: { history: History }) => history.of('notice.moved').filter((moved) => moved.rung === 'delivered' && moved.text?.includes('e-mail does not reach you') === true);
    expect(said(await perform({ raw: outage }))).to.have.length(1);
    const elsewhere = await perform({ raw: { ...outage, responders: { ...attack.responders, communications: { autopilot: { fallbackChannels: ['social'] } } } } });
    expect(said(elsewhere)).to.deep.equal([]);
    const posted = elsewhere.history.of('notice.moved').filter((moved) => moved.by === 'receiver/mastodon' && moved.rung === 'accepted');
    expect(posted).to.have.length(1);
    // Nothing more follows on a channel that is used for once, so nothing is promised there.
    expect(posted[0]?.text).to.include('e-mail does not reach you').and.not.include('Next update');
    const crewOf2013 = { channels: ['email'], contact: 'email', first: '20s..25s', scoped: null, promises: false, fallback: null, update: '40s' };
    const then = await perform({ raw: { ...outage, responders: { ...attack.responders, communications: { autopilot: crewOf2013 } } } });
    expect(said(then)).to.deep.equal([]);
    expect(then.history.of('notice.moved').some((moved) => moved.channel === 'status-page')).to.equal(false);
  });

  it('divert nothing where diversion was never practised', async () => {
    const { history } = await perform({ raw: { ...attack, responders: { ...attack.responders, network: { autopilot: { practised: false } } } } });
    expect(offset(history, 'declared')).to.be.greaterThan(0);
    expect(routes(history)).to.deep.equal([]);
  });
});
