/** Holds the tests of the metrics of communications: proof at the receivers, promises, the channel that failed, and who was reached. */
import { expect } from 'chai';
import { drill } from './drill-builder.ts';
import { judged, judgedDrill, kindIs, of } from './judged.ts';

describe('first-notice', () => {
  it('counts until a notice is proved to have reached somebody, by its bounds', () => {
    expect(judgedDrill().metric('first-notice').measured).to.deep.include({ is: 'value', n: 5500 });
    const ratingAt = (second: number) => judgedDrill({ notices: [second], noticeByMail: null }).metric('first-notice').rating;
    expect([42, 51, 52, 66, 67, 81, 82].map(ratingAt)).to.deep.equal(['P', 'P', 'S', 'S', 'M', 'M', 'U']);
  });

  it('does not take *accepted* for *delivered*', () => {
    const swallowed = drill({ notices: [], noticeByMail: null }).at(40_000, 'role/communications', 'notice.moved', { notice: 'mail-1', channel: 'email', rung: 'accepted', to: 'customer-1' });
    expect(judged(swallowed).metric('first-notice')).to.deep.include({ rating: 'U' });
    expect(judged(swallowed).metric('first-notice').measured.is).to.equal('atLeast');
  });

  it('is not measured where nobody read the status page', () => {
    expect(judged(drill({ notices: [], noticeByMail: null }).without(of('status-page'))).metric('first-notice').measured).to.deep.equal({ is: 'unmeasured', why: 'no observer wrote status.fetched' });
  });

  it('counts from an earlier moment where nobody declared an incident', () => {
    expect(judgedDrill({ declared: null }).metric('first-notice').measured).to.deep.include({ n: 6500 });
    expect(judgedDrill({ declared: null, acknowledged: null }).metric('first-notice').measured).to.deep.include({ n: 8500 });
    expect(judgedDrill({ declared: null, acknowledged: null, alert: null }).metric('first-notice').measured).to.deep.include({ n: 11_000 });
  });
});

describe('longest-gap and promises-kept', () => {
  it('take the longest wait, up to the end of the incident', () => {
    expect(judgedDrill({ notices: [42, 57, 72] }).metric('longest-gap')).to.deep.include({ rating: 'P' });
    expect(judgedDrill({ notices: [42], noticeByMail: null }).metric('longest-gap').measured).to.deep.include({ is: 'value', n: 49_500 });
  });

  it('say *too short* where the drill ended before an update was due', () => {
    const open = judged(drill({ notices: [42, 90], noticeByMail: null, brief: { compression: 10 } }).without(kindIs('milestone.reached', { milestone: 'resolved' })));
    expect(open.metric('longest-gap').measured).to.deep.include({ is: 'unmeasured' });
    expect(open.metric('longest-gap').sentence).to.contain('too short');
  });

  it('hold every promise against the next notice on its channel', () => {
    expect(judgedDrill({ notices: [42, 57, 72] }).metric('promises-kept').measured).to.deep.include({ is: 'value', n: 1 });
    const late = judgedDrill({ notices: [42, 67, 72], noticeByMail: null });
    expect(late.metric('promises-kept').measured).to.deep.include({ n: 2 / 3 });
    expect(late.metric('promises-kept').rating).to.equal('M');
  });

  it('do not take the same words on another channel for an update', () => {
    const copied = drill({ notices: [42], noticeByMail: null, mailOutage: false }).at(42_100, 'observer/mailboxes', 'notice.moved', { notice: 'copy', channel: 'email', rung: 'delivered', to: 'customer-1' });
    expect(judged(copied).metric('promises-kept').measured).to.deep.include({ is: 'value', n: 0 });
  });

  it('are not measured where nothing was promised or nothing told', () => {
    expect(judgedDrill({ notices: [], noticeByMail: null }).metric('promises-kept').measured.is).to.equal('unmeasured');
    expect(judgedDrill({ notices: [], noticeByMail: null }).metric('longest-gap').measured.is).to.equal('unmeasured');
  });
});

describe('fallback', () => {
  it('counts from the first of two canaries in a row that failed, to a notice on another channel', () => {
    expect(judgedDrill().metric('fallback').measured).to.deep.include({ is: 'value', n: 6000 });
    const ratingAt = (second: number) => judgedDrill({ notices: [second], noticeByMail: null }).metric('fallback').rating;
    expect([51, 52, 66, 67, 96, 97].map(ratingAt)).to.deep.equal(['P', 'S', 'S', 'M', 'M', 'U']);
  });

  it('takes no notice by e-mail itself', () => {
    expect(judgedDrill({ notices: [], noticeByMail: 60 }).metric('fallback').rating).to.equal('U');
  });

  it('is not exercised where no channel failed, and not measured where it should have and no canary tells', () => {
    expect(judgedDrill({ mailOutage: false }).metric('fallback').measured.is).to.equal('not exercised');
    expect(judged(drill().without(of('mail'))).metric('fallback').measured).to.deep.equal({ is: 'unmeasured', why: 'no observer wrote mail.canary' });
  });
});

describe('reach', () => {
  it('counts customers with a proof of their own, and those who follow a page that could be read', () => {
    expect(judgedDrill().metric('reach').measured).to.deep.include({ is: 'value', n: 1 });
    expect(judgedDrill({ noticeByMail: null, brief: { compression: 40 } }).metric('reach')).to.deep.include({ rating: 'M' });
    expect(judgedDrill({ noticeByMail: null, brief: { compression: 40 } }).metric('reach').measured).to.deep.include({ n: 0.75 });
  });

  it('counts nobody for what came too late', () => {
    expect(judgedDrill({ noticeByMail: 90, brief: { compression: 40 } }).metric('reach').measured).to.deep.include({ n: 0.75 });
  });

  it('is not measured where the time was not up, or nobody listed the customers', () => {
    expect(judgedDrill({ noticeByMail: null }).metric('reach').measured).to.deep.equal({ is: 'unmeasured', why: 'too short: 75 % were reached when the drill ended, before the time was up' });
    expect(judged(drill().without(kindIs('audience.listed'))).metric('reach').measured.is).to.equal('unmeasured');
  });
});

describe('cases-kept', () => {
  it('is U as soon as one case was deleted', () => {
    const builder = drill().without((placed) => kindIs('case.moved', { case: 'case-5', state: 'kept' })(placed)).at(60_000, 'observer/customers', 'case.moved', { case: 'case-5', state: 'deleted' });
    expect(judged(builder).metric('cases-kept')).to.deep.include({ rating: 'U' });
    expect(judged(builder).rating('communications')).to.equal('U');
  });

  it('is not measured where a case could not be looked up, and not exercised where none was opened', () => {
    expect(judged(drill().without(kindIs('case.moved', { case: 'case-5', state: 'kept' }))).metric('cases-kept').measured.is).to.equal('unmeasured');
    expect(judged(drill().without(of('customers'))).metric('cases-kept').measured.is).to.equal('not exercised');
  });
});
