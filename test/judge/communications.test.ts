/** Holds the tests of the metrics of communications: proof at the receivers, promises, the channel that failed, and who was reached. */
import { expect } from 'chai';
import type { Brief } from '../../src/record/events.ts';
import { historyOf } from '../../src/record/history-of.ts';
import { fallback } from '../../src/judge/metrics/communications/fallback.ts';
import { drill, end } from './drill-builder.ts';
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

/** Somebody is meant to answer calls. */
const staffed: Partial<Brief> = { responders: { monitoring: 'human', support: 'human' } };

describe('fallback', () => {
  it('counts from the first of two canaries in a row that failed, to a notice on another channel', () => {
    expect(judgedDrill().metric('fallback').measured).to.deep.include({ is: 'value', n: 6000 });
    const ratingAt = (second: number) => judgedDrill({ notices: [second], noticeByMail: null }).metric('fallback').rating;
    expect([51, 52, 66, 67, 96, 97].map(ratingAt)).to.deep.equal(['P', 'S', 'S', 'M', 'M', 'U']);
  });

  it('takes no notice by e-mail itself', () => {
    expect(judgedDrill({ notices: [], noticeByMail: 60 }).metric('fallback').rating).to.equal('U');
  });

  it('holds for a status page that is down while mail works: the next notice by mail counts', () => {
    const dark = drill({ mailOutage: false, notices: [42], noticeByMail: 50 }).without(of('status-page'));
    for (let second = 0; second < end; second++) dark.at(second * 1000 + 500, 'observer/status-page', 'status.fetched', { ok: second < 44 || second >= 90, ms: 4, notices: ['notice-0'] });
    expect(judged(dark).metric('fallback').measured).to.deep.include({ is: 'value', n: 5500 });
    expect(judged(dark).card.story.failures).to.have.lengthOf(1);
    expect(judged(dark).card.story.failures[0]).to.deep.include({ channel: 'status-page', fromMs: 44_500, backMs: 90_500, waitedMs: 5500, owed: true });
    expect(judged(dark).card.story.failures[0]?.told).to.deep.include({ channel: 'email', atMs: 50_000 });
  });

  it('holds for a portal that refuses cases and a hotline that nobody answers, and takes the slowest', () => {
    const deaf = drill({ mailOutage: false, notices: [52], noticeByMail: null, brief: staffed }).without(of('customers'));
    for (const second of [40, 42, 44, 60, 80, 95]) deaf.at(second * 1000, 'observer/customers', 'case.moved', { case: `c-${second}`, state: 'refused' });
    for (const second of [45, 46, 90, 95]) deaf.at(second * 1000, 'observer/customers', 'call.moved', { call: `call-${second}`, direction: 'inbound', to: 'hotline', state: 'abandoned' });
    expect(judged(deaf).metric('fallback').measured).to.deep.include({ is: 'value', n: 12_500 });
    expect(judged(deaf).card.story.failures.map(({ channel, waitedMs }) => [channel, waitedMs])).to.deep.equal([['portal', 12_500], ['hotline', 7500]]);
  });

  it('holds for account managers who are away, where they have a seat', () => {
    const away = (responders: Brief['responders']) => {
      const builder = drill({ mailOutage: false, notices: [52], noticeByMail: null, brief: { responders } });
      for (const [second, state] of [[45, 'abandoned'], [47, 'abandoned'], [90, 'answered']] as const) builder.at(second * 1000, 'observer/customers', 'call.moved', { call: `call-${second}`, direction: 'inbound', to: 'account-manager', state });
      return judged(builder).metric('fallback').measured;
    };
    expect(away({ 'account-manager': 'human' })).to.deep.include({ is: 'value', n: 7500 });
    expect(away({}).is).to.equal('not exercised');
  });

  it('counts what still stands on a page that could be read after the failure', () => {
    expect(judgedDrill({ notices: [34], noticeByMail: null }).metric('fallback').measured).to.deep.include({ is: 'value', n: 0 });
  });

  it('takes no notice on a channel that stands on the same impaired thing', () => {
    const shared = (channels: Brief['channels']) => judgedDrill({ notices: [40], noticeByMail: null, recovered: null, brief: { ...(channels && { channels }) } }).metric('fallback').measured;
    expect(shared(undefined)).to.deep.include({ is: 'value', n: 4000 });
    // The edge fails users from second 31 to 80.
    expect(shared({ email: ['mail', 'edge'], 'status-page': ['edge'] })).to.deep.include({ is: 'value' });
    expect((shared({ email: ['mail', 'edge'], 'status-page': ['edge'] }) as { n: number }).n).to.be.greaterThan(40_000);
    expect(shared({ email: ['mail'], 'status-page': ['edge'] }), 'nothing in common').to.deep.include({ n: 4000 });
  });

  it('takes a channel at which nobody looks for dead together with what it stands on', () => {
    const voice = drill({ mailOutage: false, notices: [40], noticeByMail: null, brief: { ...staffed, channels: { hotline: ['edge'] } } });
    expect(judged(voice).card.story.failures.map(({ channel }) => channel)).to.deep.equal(['hotline']);
    expect(judged(voice).metric('fallback').measured).to.deep.include({ is: 'value', n: 9000 });
  });

  it('asks nothing of a failure that was over within the aim', () => {
    const callers = (brief: Partial<Brief>) => {
      const short = drill({ mailOutage: false, notices: [], noticeByMail: null, brief });
      for (const [second, state] of [[45, 'abandoned'], [46, 'abandoned'], [50, 'answered']] as const) short.at(second * 1000, 'observer/customers', 'call.moved', { call: `call-${second}`, direction: 'inbound', to: 'hotline', state });
      return judged(short);
    };
    expect(callers(staffed).metric('fallback').measured.is).to.equal('not exercised');
    expect(callers(staffed).card.story.failures[0]).to.deep.include({ channel: 'hotline', owed: false });
    expect(callers({}).card.story.failures, 'nobody is meant to answer').to.deep.equal([]);
  });

  it('is not exercised where e-mail was only declared gone', () => {
    const declared = drill({ mailOutage: false }).events().map((event) => (event.kind === 'msel.planned' ? { ...event, injects: event.injects.map((one) => (one.inject === 'slow-social' ? { ...one, felt: [{ see: 'declaration', channel: 'email' }] as const } : one)) } : event));
    expect(fallback.measure(historyOf(declared))).to.deep.equal({ is: 'not exercised', why: 'e-mail was only declared gone, which proves no failure' });
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

  it('takes the word of a help desk of ours for what was never deleted there', () => {
    const opened = (deleted: boolean) => {
      const builder = drill().without(of('customers')).at(40_000, 'receiver/zendesk', 'case.moved', { case: '1', state: 'opened', receiver: 'zendesk', rung: 'accepted' });
      return judged(deleted ? builder.at(60_000, 'receiver/zendesk', 'case.moved', { case: '1', state: 'deleted', receiver: 'zendesk', rung: 'accepted' }) : builder);
    };
    expect(opened(false).metric('cases-kept')).to.deep.include({ rating: 'P' });
    expect(opened(true).metric('cases-kept')).to.deep.include({ rating: 'U' });
    expect(opened(false).card.impact.find(({ id }) => id === 'portal-cases')?.measured.is).to.equal('unmeasured');
  });
});
