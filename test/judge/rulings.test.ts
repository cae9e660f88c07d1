/** Tests what a facilitator's ruling changes, and what it never does. */
import { expect } from 'chai';
import type { Events } from '../../src/record/events.ts';
import { drill } from './drill-builder.ts';
import type { DrillOptions } from './drill-builder.ts';
import { judged, judgedDrill, of } from './judged.ts';

type Ruling = Events['finding.ruled'];
const ruling = (finding: string, as: Ruling['as'], because = 'seen on the bridge'): Ruling => ({ finding, as, role: 'facilitator', because });
const after = (options: DrillOptions, ...rulings: readonly Ruling[]) => judged(rulings.reduce((builder, one, n) => builder.at(101_000 + n, 'rule', 'finding.ruled', one), drill(options)));
/** The alert came late: detection is M. */
const late = { alert: 50 } as const;

describe('a ruling', () => {
  it('that dismisses a finding takes its metric out, and rating and exit code follow', () => {
    expect(judgedDrill(late).card).to.deep.include({ outcome: 'M', exitCode: 1 });
    const { card, metric, rating } = after(late, ruling('detect', 'dismissed'));
    expect(rating('detection')).to.equal('S');
    expect(card).to.deep.include({ outcome: 'S', exitCode: 0, rehearsal: true });
    expect(metric('detect')).to.deep.include({ rating: null, whyNotRated: 'the finding was dismissed by facilitator: seen on the bridge' });
    expect(metric('detect').measured).to.deep.include({ is: 'value' });
    // It stays in sight, with who and why.
    expect(card.findings.find((one) => one.id === 'detect')?.ruling).to.deep.include(ruling('detect', 'dismissed'));
    expect(card.rulings).to.have.length(1);
    expect(card.evidence.find((line) => line.kind === 'finding.ruled')?.text).to.equal('detect dismissed by facilitator: seen on the bridge');
  });

  it('counts only as long as no later one says otherwise; all are shown', () => {
    const { card } = after(late, ruling('detect', 'dismissed'), ruling('detect', 'upheld', 'it was late after all'));
    expect(card).to.deep.include({ outcome: 'M', exitCode: 1 });
    expect(card.rulings.map((one) => one.as)).to.deep.equal(['dismissed', 'upheld']);
  });

  it('leaves a capability without a rating where nothing critical is left, and the drill inconclusive', () => {
    const { card } = after({ ...late, brief: { scope: ['detection'] } }, ruling('detect', 'dismissed'), ruling('acknowledge', 'dismissed'));
    expect(card).to.deep.include({ outcome: 'inconclusive', exitCode: 2 });
  });

  it('answers what plain rules only ask: upheld it was not done', () => {
    const vague = () => drill({ notices: [], noticeByMail: null }).at(45_000, 'receiver/statuspage', 'notice.moved', { notice: 'v', channel: 'status-page', rung: 'delivered', text: '[DRILL] We are looking into it.' });
    const asked = judged(vague());
    expect(asked.metric('scoped-notice')).to.deep.include({ rating: null });
    expect(asked.card.findings.find((one) => one.id === 'scoped-notice')).to.deep.include({ severity: 'low', asks: true, owner: 'communications' });
    const upheld = judged(vague().at(101_000, 'rule', 'finding.ruled', ruling('scoped-notice', 'upheld')));
    expect(upheld.metric('scoped-notice')).to.deep.include({ rating: 'U', score: 0 });
    expect(upheld.card.findings.find((one) => one.id === 'scoped-notice')).to.deep.include({ severity: 'medium' });
    expect(judged(vague().at(101_000, 'rule', 'finding.ruled', ruling('scoped-notice', 'dismissed'))).metric('scoped-notice')).to.deep.include({ rating: null });
  });

  it('about a notice counts in the share of sound ones', () => {
    const leaky = () => drill().at(60_000, 'receiver/any', 'notice.moved', { notice: 'x', channel: 'sms', rung: 'accepted', text: '[DRILL] We restart db-prod-2. Search is slow.' });
    expect(judged(leaky()).metric('notices-sound')).to.deep.include({ rating: 'U' });
    expect(judged(leaky().at(101_000, 'rule', 'finding.ruled', ruling('leak/sms', 'dismissed'))).metric('notices-sound')).to.deep.include({ rating: 'P' });
  });

  it('never makes a drill prove more than it does, nor a fault be withdrawn', () => {
    const blind = () => drill().without(of('mail'));
    const before = judged(blind()).card;
    expect(before.outcome).to.equal('inconclusive');
    const doubt = before.findings.find((one) => one.id.startsWith('validity/'));
    expect(doubt).to.not.equal(undefined);
    expect(judged(blind().at(101_000, 'rule', 'finding.ruled', ruling(doubt?.id ?? '', 'dismissed'))).card).to.deep.include({ outcome: 'inconclusive', exitCode: 2 });
  });

  it('on something that is no finding is shown, and changes nothing', () => {
    const { card } = after({}, ruling('nothing', 'dismissed'));
    const { capabilities, findings, outcome } = judgedDrill().card;
    expect(card).to.deep.include({ capabilities, findings, outcome });
    expect(card.rulings[0]).to.deep.include({ finding: 'nothing' });
  });
});

describe('scoped-notice', () => {
  const vague = '[DRILL] We are looking into it.';
  const whole = '[DRILL] Search is slow for customers in Europe. Please retry later.';
  const told = (second: number, at = 40) =>
    [[at, vague], [second, whole]].reduce((builder, [when, text]) => builder.at(Number(when) * 1000, 'receiver/statuspage', 'notice.moved', { notice: `n${when}`, channel: 'status-page', rung: 'delivered', text: String(text) }), drill({ notices: [], noticeByMail: null }));

  it('counts from the first notice to one that says what, who and what to do, by its bounds', () => {
    expect([55, 56, 70, 71, 85, 86].map((second) => judged(told(second)).metric('scoped-notice').rating)).to.deep.equal(['P', 'S', 'S', 'M', 'M', 'U']);
    expect(judged(told(55)).metric('scoped-notice').measured).to.deep.include({ is: 'value', n: 15_000 });
    expect(judged(told(40, 39)).metric('scoped-notice').measured).to.deep.include({ n: 1000 });
  });

  it('is not measured without a notice that reached somebody, or without its text', () => {
    expect(judgedDrill({ notices: [], noticeByMail: null }).metric('scoped-notice').measured).to.deep.equal({ is: 'unmeasured', why: 'no notice reached anybody' });
    expect(judgedDrill({ notices: [] }).metric('scoped-notice').measured).to.deep.equal({ is: 'unmeasured', why: 'no notice that reached anybody has its text in the record' });
  });
});
