/** Holds the tests of who knew what: exactly where customers are named, as canaries say for the rest, and never more than was proved. */
import { expect } from 'chai';
import { dialCapacity } from '../../../src/judge/metrics/impact/dial-capacity.ts';
import { historyOf } from '../../../src/record/history-of.ts';
import type { Coverage } from '../../../src/judge/scorecard.ts';
import { judged } from '../judged.ts';
import type { HistoryBuilder } from '../history-builder.ts';
import { delivered, drillWith, onPage } from './told.ts';

const helpful = 'This is a drill. Communities are slow for everybody in Europe. You need not do anything; the next update comes in 20 minutes.';
const toMail = 'This is a drill. If you need help, please write to support by e-mail.';

function coverageOf(builder: HistoryBuilder): Coverage {
  const { coverage } = judged(builder).card;
  if (coverage === null) throw new Error('nobody listed the customers');
  return coverage;
}
const knew = (builder: HistoryBuilder) => Object.fromEntries(coverageOf(builder).people.map(({ id, knew: what }) => [id, what]));

describe('what a customer knows', () => {
  it('is when they were told, by which channel, and in which words', () => {
    const builder = onPage(delivered(drillWith([{ id: 'acme', by: ['email'] }, { id: 'bolt', by: ['status-page'], region: 'asia', tier: 'gold' }, { id: 'coda', by: ['email'] }]), 84, 'n1', 'email', ['acme'], helpful), 50, 'n2', helpful);
    expect(coverageOf(builder).people.map(({ id, region, tier, knew: what, atMs, channel, said }) => ({ id, region, tier, knew: what, ...(atMs !== undefined && { atMs, channel, said }) }))).to.deep.equal([
      { id: 'coda', region: 'europe', tier: 'standard', knew: 'never told' },
      { id: 'acme', region: 'europe', tier: 'standard', knew: 'told', atMs: 84_100, channel: 'email', said: helpful },
      { id: 'bolt', region: 'asia', tier: 'gold', knew: 'told', atMs: 50_000, channel: 'status-page', said: helpful },
    ]);
  });

  it('is nothing where a notice was only accepted, or refused', () => {
    const accepted = drillWith([{ id: 'acme', by: ['email'] }]).at(50_000, 'role/communications', 'notice.moved', { notice: 'n1', channel: 'email', rung: 'accepted', to: 'acme' }).at(50_001, 'x', 'notice.moved', { notice: 'n1', channel: 'email', rung: 'delivered', to: 'acme', error: 'bounced' });
    expect(knew(accepted)).to.deep.equal({ acme: 'never told' });
  });

  it('is found by an address that no record holds', () => {
    expect(knew(delivered(drillWith([{ id: 'acme', by: ['email'], address: 'ann@acme.example' }]), 84, 'n1', 'email', ['Ann@Acme.example'], helpful))).to.deep.equal({ acme: 'told' });
  });

  it('is worth nothing where it only leads to a channel that is down, until something better comes', () => {
    const dead = onPage(drillWith([{ id: 'acme', by: ['status-page'] }]), 50, 'n1', toMail);
    expect(knew(dead)).to.deep.equal({ acme: 'told only about a dead channel' });
    expect(judged(dead).card.findings.find(({ text }) => text.includes('acme'))).to.deep.include({ severity: 'high', text: 'Of the customers, 1 (acme) had been told nothing but to turn to a channel that was down.' });
    expect(knew(onPage(dead, 60, 'n2', helpful))).to.deep.equal({ acme: 'told' });
    // With mail well again the same words are sound.
    expect(knew(onPage(drillWith([{ id: 'acme', by: ['status-page'] }]), 85, 'n1', toMail))).to.deep.equal({ acme: 'told' });
  });

  it('is worth nothing where it only leads to a hotline that nobody answers, or to a portal that refuses', () => {
    const toHotline = 'This is a drill. If you need help, please call the hotline.';
    const rung = (state: 'abandoned' | 'answered') => [46, 48].reduce((builder, second, n) => builder.at(second * 1000 - 3000, 'observer/customers', 'call.moved', { call: `c${n}`, direction: 'inbound', to: 'hotline', state: 'ringing' }).at(second * 1000, 'observer/customers', 'call.moved', { call: `c${n}`, direction: 'inbound', to: 'hotline', state, actor: 'person' }), drillWith([{ id: 'acme', by: ['status-page'] }]));
    expect(knew(onPage(rung('abandoned'), 50, 'n1', toHotline))).to.deep.equal({ acme: 'told only about a dead channel' });
    expect(knew(onPage(rung('answered'), 50, 'n1', toHotline))).to.deep.equal({ acme: 'told' });
    const refused = (channel?: 'email') => [46, 48].reduce((builder, second, n) => builder.at(second * 1000, 'observer/customers', 'case.moved', { case: `r${n}`, state: 'refused', ...(channel && { channel }) }), drillWith([{ id: 'acme', by: ['status-page'] }]));
    const toPortal = 'This is a drill. If you need help, please open a case in the portal.';
    expect(knew(onPage(refused(), 50, 'n1', toPortal))).to.deep.equal({ acme: 'told only about a dead channel' });
    expect(knew(onPage(refused('email'), 50, 'n1', toPortal)), 'a mail that was refused says nothing about the portal').to.deep.equal({ acme: 'told' });
  });

  it('is wrong where it says that all is over while users suffer', () => {
    expect(knew(onPage(drillWith([{ id: 'acme', by: ['status-page'] }]), 35, 'n1', 'This is a drill. Service is restored.'))).to.deep.equal({ acme: 'told wrongly' });
    expect(knew(onPage(drillWith([{ id: 'acme', by: ['status-page'] }]), 35, 'n1', 'This is a drill. Service is not restored yet.'))).to.deep.equal({ acme: 'told' });
    expect(knew(onPage(drillWith([{ id: 'acme', by: ['status-page'] }]), 85, 'n1', 'This is a drill. Service is restored.'))).to.deep.equal({ acme: 'told' });
  });

  it('does not come by a contact that is too old', () => {
    const builder = delivered(drillWith([{ id: 'acme', by: [], stale: ['email'] }, { id: 'bolt', by: ['phone'], stale: ['email'] }]), 84, 'n1', 'email', ['acme', 'bolt'], helpful);
    expect(knew(builder)).to.deep.equal({ acme: 'only stale contacts', bolt: 'never told' });
    expect(coverageOf(builder).stale).to.equal(2);
    expect(judged(builder).card.findings.map(({ text }) => text)).to.include('Of the customers, 2 have a contact that nobody has confirmed for too long.');
  });

  it('does not come by mail or sign-in that shares the fate of what is down', () => {
    const fates = [{ id: 'own', by: ['email'] as const }, { id: 'ours', by: ['email'] as const, mail: ['mail'] as const }, { id: 'portal', by: ['portal'] as const }, { id: 'sso', by: ['portal'] as const, signIn: ['edge'] as const }];
    const builder = delivered(delivered(drillWith(fates), 50, 'n1', 'email', ['own', 'ours'], helpful), 38, 'n2', 'portal', ['portal', 'sso'], helpful);
    expect(knew(builder)).to.deep.equal({ own: 'told', ours: 'never told', portal: 'told', sso: 'never told' });
  });

  it('leaves those on no list to pages, and names them', () => {
    const all = [{ id: 'acme', by: ['email'] as const, listed: false }, { id: 'bolt', by: ['status-page'] as const, listed: false }, { by: ['email'] as const, listed: false, count: 40 }];
    const builder = onPage(drillWith(all), 50, 'n1', helpful);
    expect(knew(builder)).to.deep.equal({ acme: 'on no list', bolt: 'told' });
    expect(coverageOf(builder)).to.deep.include({ unlisted: 42, morePeople: 40 });
    expect(coverageOf(builder).knew).to.include({ told: 1, 'on no list': 41 });
    expect(judged(builder).card.findings.map(({ text }) => text)).to.include('Of the customers, 42 (acme, bolt and 40 more) stand on no notification list: whoever sends a notice does not know of them.');
  });
});

describe('coverage beyond those who are named', () => {
  const canaries = (region: string, n: number) => Array.from({ length: n }, (_, at) => ({ id: `${region}-${at}`, by: ['email'] as const, region }));

  it('is that of canaries of the same channel and region, and says of how many', () => {
    const builder = delivered(drillWith([...canaries('europe', 4), ...canaries('asia', 2), { by: ['email'], region: 'europe', count: 1000, tier: 'gold' }, { by: ['email'], region: 'asia', count: 500 }]), 84, 'n1', 'email', ['europe-0', 'europe-1', 'europe-2', 'asia-0'], helpful);
    const coverage = coverageOf(builder);
    expect(coverage.canaries).to.deep.equal([
      { channel: 'email', region: 'europe', canaries: 4, told: 3, own: true, standsFor: 1004 },
      { channel: 'email', region: 'asia', canaries: 2, told: 1, own: true, standsFor: 502 },
    ]);
    expect(coverage.knew).to.include({ told: 753 + 251, 'never told': 251 + 251 });
    expect(coverage.curve.at(-1)).to.deep.include({ tiers: { standard: (3 + 1 + 250) / 506, gold: 0.75 }, regions: { europe: 753 / 1004, asia: 0.5 } });
  });

  it('takes the canaries of other regions where one has none, and says so', () => {
    const coverage = coverageOf(delivered(drillWith([...canaries('europe', 4), { by: ['email'], region: 'asia', count: 100 }]), 84, 'n1', 'email', ['europe-0'], helpful));
    expect(coverage.canaries.at(-1)).to.deep.equal({ channel: 'email', region: 'asia', canaries: 4, told: 1, own: false, standsFor: 100 });
    expect(coverage.knew).to.include({ told: 26 });
  });

  it('is not known where a channel was used that no canary has, and reach is not measured then', () => {
    const builder = drillWith([...canaries('europe', 2), { by: ['sms'], count: 100 }]).at(50_000, 'receiver/twilio', 'notice.moved', { notice: 'n1', channel: 'sms', rung: 'accepted', to: '+12025550199' });
    expect(coverageOf(builder).knew).to.include({ 'not known': 100, 'never told': 2 });
    expect(judged(builder.at(1, 'x', 'note.added', { role: 'x', text: 'x' })).metric('reach').measured).to.deep.include({ is: 'unmeasured' });
  });

  it('counts the best channel alone where a customer has several', () => {
    const both = [...canaries('europe', 2), { id: 'caller-0', by: ['phone'] as const }, { id: 'caller-1', by: ['phone'] as const }, { by: ['email', 'phone'] as const, count: 100 }];
    const builder = delivered(delivered(drillWith(both), 84, 'n1', 'email', ['europe-0'], helpful), 85, 'n2', 'call', ['caller-0'], helpful);
    expect(coverageOf(builder).knew).to.include({ told: 52 });
  });

  it('grows with time and never shrinks', () => {
    const builder = delivered(delivered(onPage(drillWith([...canaries('europe', 3), { by: ['email'], count: 30 }, { by: ['status-page'], count: 10 }]), 50, 'n1', helpful), 60, 'n2', 'email', ['europe-0'], helpful), 84, 'n3', 'email', ['europe-1', 'europe-2'], helpful);
    const { curve } = coverageOf(builder);
    expect(curve.map(({ atMs, told }) => [atMs, Math.round(told * 43)])).to.deep.equal([[50_000, 10], [60_100, 21], [84_100, 43]]);
    expect(curve.map(({ channels }) => channels['email'])).to.deep.equal([0, 1 / 3, 1]);
  });
});

describe('reach and dial capacity of a panel', () => {
  it('weigh customers, not canaries', () => {
    const builder = onPage(drillWith([{ by: ['status-page'], count: 900 }, { by: ['phone'], count: 100 }]), 42, 'n1', helpful);
    expect(judged(builder).metric('reach').measured.is).to.equal('unmeasured');
    const quick = onPage(drillWith([{ by: ['status-page'], count: 960 }, { by: ['phone'], count: 40 }]), 42, 'n1', helpful);
    expect(judged(quick).metric('reach')).to.deep.include({ rating: 'P' });
    expect(judged(quick).metric('reach').measured).to.deep.include({ n: 0.96 });
  });

  it('say how long it takes to call everybody: 16 min 40 s for a thousand', () => {
    const dial = judged(drillWith([{ by: ['phone'], count: 1000 }, { by: ['email'], stale: ['phone'], count: 50 }])).metric('dial-capacity');
    expect(dial.sentence).to.equal('To call every customer who has a number takes 16 min 40 s.');
    const agreed = drillWith([{ by: ['phone'], count: 1000 }]).events().map((event) => (event.kind === 'run.opened' ? { ...event, brief: { ...event.brief, callsPerSecond: 20 } } : event));
    expect(dialCapacity.measure(historyOf(agreed))).to.deep.include({ n: 50_000 });
    expect(judged(drillWith([{ by: ['email'] }])).metric('dial-capacity').measured.is).to.equal('unmeasured');
  });
});
