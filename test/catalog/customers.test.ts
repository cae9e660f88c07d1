/** Holds the tests of customers who act and of the desk that answers them, in whole simulated drills: what each is told, and what becomes of them where nobody answers. */
import { expect } from 'chai';
import { judge } from '../../src/judge/judge.ts';
import type { MetricResult } from '../../src/judge/scorecard.ts';
import type { History } from '../../src/record/history.ts';
import { everything, perform } from '../house/simulated-drill.ts';

const attack = {
  ...everything,
  duration: '120s',
  lanes: { traffic: [{ fault: 'flood', at: '10s', for: '60s', with: { rps: 900 } }] },
  observers: { customers: { every: '4s', hotline: '4s', accountManager: '4s', email: '4s', social: '4s', patience: '6s..20s' } },
};
const manned = { ...attack, responders: { ...attack.responders, support: { autopilot: {} }, 'account-manager': { autopilot: {} } } };
const only = (lanes: object) => ({ ...manned, lanes });

const calls = (history: History, state: string, line?: string) => history.of('call.moved').filter((moved) => moved.state === state && (line === undefined || moved.to === line));
const requests = (history: History, channel: string | undefined, state: string) => history.of('case.moved').filter((moved) => moved.channel === channel && moved.state === state);
const metric = (history: History, id: string): MetricResult | undefined => judge(history).capabilities.flatMap(({ metrics }) => metrics).find((one) => one.id === id);

describe('customers who act', () => {
  it('are answered by a desk that is manned: on the telephone, in the portal, by mail and in public', async () => {
    const { history } = await perform({ raw: manned });
    const answered = calls(history, 'answered', 'hotline');
    expect(answered.length).to.be.greaterThan(10);
    for (const { text, actor, customer, waitedMs = 0 } of answered) {
      expect(text).to.match(/^\[DRILL\] We know of it/);
      expect([actor, waitedMs < 6000, typeof customer]).to.deep.equal(['person', true, 'string']);
    }
    for (const channel of [undefined, 'email', 'social']) expect(requests(history, channel, 'acknowledged').length, channel ?? 'portal').to.be.greaterThan(3);
    expect(calls(history, 'answered', 'account-manager').length).to.be.greaterThan(3);
    expect(history.of('trouble')).to.deep.equal([]);
    // Now and then more call at once than there are agents.
    expect(metric(history, 'calls-answered')?.rating).to.be.oneOf(['P', 'S']);
    expect(metric(history, 'cases-acknowledged')).to.deep.include({ rating: 'P' });
    expect(judge(history).rehearsal).to.equal(true);
  });

  it('try the next number where nobody answers, leave a message, and give up; as in 2013', async () => {
    const crew = { agents: 0, callBack: null, cases: null, deletes: '8s..12s', contact: 'email' };
    const { history } = await perform({ raw: { ...manned, responders: { ...attack.responders, support: { autopilot: crew } } } });
    expect(calls(history, 'answered')).to.deep.equal([]);
    expect(calls(history, 'abandoned').length).to.be.greaterThan(3);
    expect(calls(history, 'voicemail').every(({ actor }) => actor === 'machine')).to.equal(true);
    const [first] = calls(history, 'abandoned', 'hotline');
    expect(history.of('call.moved').find(({ seq, customer, to }) => first !== undefined && seq > first.seq && customer === first.customer && to === 'next-number')).to.not.equal(undefined);
    expect(requests(history, undefined, 'deleted').length).to.be.greaterThan(3);
    expect(metric(history, 'calls-answered')).to.deep.include({ rating: 'U' });
    expect(metric(history, 'cases-acknowledged')).to.deep.include({ rating: 'U' });
    expect(metric(history, 'cases-kept')).to.deep.include({ rating: 'U' });
  });

  it('are called back where they left a message', async () => {
    const { history } = await perform({ raw: { ...manned, world: { settings: { hotline: { voicemailAfterMs: 2000 } } }, responders: { ...attack.responders, support: { autopilot: { agents: 2, answer: '4s..5s', callBack: '2s..3s' } } } } });
    expect(calls(history, 'voicemail').length).to.be.greaterThan(3);
    const back = calls(history, 'called-back');
    expect(back.length).to.be.greaterThan(2);
    expect(back.every(({ text, actor }) => text?.startsWith('[DRILL]') === true && actor === 'person')).to.equal(true);
  });

  it('reach nobody while their account manager is away, unless somebody stands in', async () => {
    const away = only({ people: [{ fault: 'unavailable', at: '6s', for: '110s', with: { role: 'account-manager' } }] });
    const nobody = await perform({ raw: away });
    const after = (history: History) => calls(history, 'answered', 'account-manager').filter(({ atMs }) => atMs > (history.zeroMs ?? 0) + 13_000 && atMs < (history.zeroMs ?? 0) + 115_000);
    expect(after(nobody.history)).to.deep.equal([]);
    expect(calls(nobody.history, 'abandoned', 'account-manager').length).to.be.greaterThan(3);
    const delegate = await perform({ raw: { ...away, responders: { ...away.responders, 'account-manager': { autopilot: { escalate: '5s' } } } } });
    expect(after(delegate.history).length).to.be.greaterThan(3);
  });

  it('find the portal refusing while it is cut off, and mail that is down', async () => {
    const { history } = await perform({ raw: only({ portal: [{ fault: 'partition', at: '10s', for: '60s', with: { proxy: 'portal' } }], mail: [{ fault: 'email-outage', at: '10s', for: '60s', with: { kind: 'refused' } }] }) });
    expect(requests(history, undefined, 'refused').length).to.be.greaterThan(10);
    expect(requests(history, 'email', 'refused').length).to.be.greaterThan(5);
    expect(requests(history, 'social', 'refused')).to.deep.equal([]);
  });

  it('call nobody where a scenario says so, and count for nothing where nobody sits at a desk', async () => {
    const { history } = await perform({ raw: { ...attack, observers: { customers: { hotline: null, accountManager: null, email: null, social: null } } } });
    expect(history.of('call.moved')).to.deep.equal([]);
    expect(history.of('case.moved').every(({ channel }) => channel === undefined)).to.equal(true);
    for (const id of ['calls-answered', 'cases-acknowledged']) expect(metric(history, id)?.measured).to.deep.equal({ is: 'not exercised', why: 'nobody sits at a support desk in this scenario' });
  });

  it('are sent to a dead channel by an answer that is then a finding, quoted', async () => {
    const raw = { ...only({ ...attack.lanes, mail: [{ fault: 'email-outage', at: '8s', for: '100s', with: { kind: 'refused' } }] }) };
    const { history } = await perform({ raw: { ...raw, responders: { ...raw.responders, support: { autopilot: { contact: 'email' } } } } });
    const found = judge(history).findings.find(({ text }) => text.includes('who asked for help'));
    expect(found).to.deep.include({ severity: 'high' });
    expect(found?.text).to.contain('please write to support by e-mail');
  });

  it('come at the same moments for the same seed, and at others for another', async () => {
    const moments = async (seed: number) => (await perform({ raw: { ...manned, seed } })).history.of('call.moved').map(({ atMs, call, state }) => `${atMs} ${call} ${state}`);
    const [a, b, c] = [await moments(1), await moments(1), await moments(2)];
    expect(a).to.deep.equal(b);
    expect(a).to.not.deep.equal(c);
  });
});
