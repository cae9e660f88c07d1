/** Tests what is found wrong with notices: each fault where it is, with the sentence, and not where it isn't. */
import { expect } from 'chai';
import type { Finding } from '../../../src/judge/scorecard.ts';
import type { Rung } from '../../../src/record/events.ts';
import { drill } from '../drill-builder.ts';
import { brief } from '../history-builder.ts';
import type { HistoryBuilder } from '../history-builder.ts';
import { judged } from '../judged.ts';

interface Told {
  readonly id?: string;
  readonly channel?: string;
  readonly rung?: Rung;
  readonly to?: string;
}

/** A drill with one more notice; e-mail fails from second 36 to 80, and the last bounds of promises are real minutes. */
const tell = (builder: HistoryBuilder, second: number, text: string, { id = `n${second}`, channel = 'sms', rung = 'accepted', to }: Told = {}) =>
  builder.at(second * 1000, 'receiver/any', 'notice.moved', { notice: id, channel, rung, text, ...(to !== undefined && { to }) });
const quiet = () => drill({ notices: [], noticeByMail: null });
const found = (builder: HistoryBuilder, id: string): Finding | undefined => judged(builder).card.findings.find((finding) => finding.id === id);
const ids = (builder: HistoryBuilder) => judged(builder).card.findings.map((finding) => finding.id);

describe('notices that send customers to a dead channel', () => {
  const advice = '[DRILL] Communities are slow. If you need help, please write to support by e-mail.';

  it('are found with the sentence, both lines of evidence, an owner and a day', () => {
    const finding = found(tell(quiet(), 50, advice), 'dead-channel/email');
    expect(finding).to.deep.include({ severity: 'high', owner: 'communications', due: '2013-07-09' });
    expect(finding?.text).to.equal('A notice by text message sends customers to e-mail, which had been failing for 14 s: "If you need help, please write to support by e-mail."');
    expect(finding?.evidence).to.have.length(2);
  });

  it('are none while the channel works, before and after, or where they warn of it', () => {
    for (const second of [32, 90]) expect(ids(tell(quiet(), second, advice))).to.not.include('dead-channel/email');
    expect(ids(tell(quiet(), 50, '[DRILL] Our e-mail is down, so please do not write to support by e-mail. Call the hotline.'))).to.not.include('dead-channel/email');
    expect(ids(tell(drill({ notices: [], noticeByMail: null, mailOutage: false }), 50, advice))).to.not.include('dead-channel/email');
  });

  it('are one finding, however many there are, and a mass mail is one notice', () => {
    const many = quiet();
    for (let n = 0; n < 200; n++) tell(many, 50 + n / 20, advice, { id: `m${n}`, channel: 'email', to: `customer-${n}` });
    expect(found(many, 'dead-channel/email')?.text).to.not.include('The same is true');
    expect(found(tell(many, 65, `${advice} Sorry.`), 'dead-channel/email')?.text).to.include('The same is true of 1 more notice.');
  });

  it('are none where they never left: a draft, or what its channel refused', () => {
    expect(ids(tell(quiet(), 50, advice, { rung: 'composed' }))).to.not.include('dead-channel/email');
    const refused = quiet().at(50_000, 'receiver/any', 'notice.moved', { notice: 'x', channel: 'email', rung: 'submitted', text: advice, error: '550 no' });
    expect(ids(refused)).to.not.include('dead-channel/email');
  });

  it('are seen for portal and hotline as well, when cases are refused and calls not answered', () => {
    const portal = quiet().at(40_000, 'receiver/any', 'case.moved', { case: 'a', state: 'refused' }).at(41_000, 'receiver/any', 'case.moved', { case: 'b', state: 'refused' });
    expect(found(tell(portal, 42, '[DRILL] Please open a case in the portal.'), 'dead-channel/portal')).to.deep.include({ severity: 'high' });
    const call = { direction: 'inbound', to: '+15550100', state: 'abandoned' } as const;
    const hotline = quiet().at(40_000, 'receiver/any', 'call.moved', { ...call, call: 'a' }).at(41_000, 'receiver/any', 'call.moved', { ...call, call: 'b' });
    expect(found(tell(hotline, 42, '[DRILL] Please call the hotline.'), 'dead-channel/hotline')).to.deep.include({ severity: 'high' });
    // One failure alone may be chance.
    expect(ids(tell(quiet().at(40_000, 'receiver/any', 'call.moved', { ...call, call: 'a' }), 42, '[DRILL] Please call the hotline.'))).to.not.include('dead-channel/hotline');
  });
});

describe('notices of a drill', () => {
  it('must say that they are, except where a real incident is watched', () => {
    const text = 'Communities are down for all customers.';
    expect(found(tell(quiet(), 50, text), 'unmarked/sms')?.text).to.include(`"${text}"`);
    expect(ids(tell(quiet(), 50, `${text} This is a drill.`))).to.not.include('unmarked/sms');
    const watched = tell(quiet(), 50, text).without((placed) => placed.kind === 'run.opened').at(-900, 'drill', 'run.opened', { run: 'real', gameday: '0.1.0', mode: 'observe', world: 'local', simulated: false, seed: 1, brief, scenario: {}, scenarioSha256: '' });
    expect(ids(watched)).to.not.include('unmarked/sms');
  });

  it('are not what responders say to each other, nor alerts that tools forward', () => {
    for (const chat of [tell(quiet(), 50, 'restarting lb-03.prod.acme.internal', { channel: 'chat' }), tell(quiet(), 50, '[FIRING:1] EdgeDown lb-03.prod.acme.internal', { channel: 'email' })]) {
      expect(ids(chat).filter((id) => /^(?:unmarked|leak)/.test(id))).to.deep.equal([]);
    }
  });

  it('give nothing away that should stay inside', () => {
    const finding = found(tell(quiet(), 50, '[DRILL] We restart lb-03.prod.acme.internal (10.20.4.17) now. Communities are slow.'), 'leak/sms');
    expect(finding).to.deep.include({ severity: 'medium' });
    expect(finding?.text).to.equal('A notice by text message gives away the name of a machine and an address (lb-03.prod.acme.internal, 10.20.4.17): "[DRILL] We restart lb-03.prod.acme.internal (10.20.4.17) now."');
  });
});

describe('notices on two channels', () => {
  const page = { channel: 'status-page', rung: 'delivered' } as const;

  it('contradict each other where one says restored and the other, still standing, that it goes on', () => {
    const both = tell(tell(quiet(), 50, '[DRILL] Communities are down for all customers.', page), 75, '[DRILL] Communities are restored.');
    expect(found(both, 'contradiction/state/sms/status-page')?.text).to.equal('Notices by status page and by text message contradict each other about whether the incident is over: "[DRILL] Communities are down for all customers." against "[DRILL] Communities are restored."');
    // The page follows within the time that a channel may lag.
    expect(ids(tell(both, 80, '[DRILL] Communities are restored.', page))).to.not.include('contradiction/state/sms/status-page');
  });

  it('contradict each other about the next update and about whom it concerns where they went out together', () => {
    const update = (first: string, second: string, at = 52) => tell(tell(quiet(), 50, `[DRILL] Search is down. ${first}`, page), at, `[DRILL] Search is down. ${second}`);
    expect(found(update('Next update at 15:00 UTC.', 'Next update at 16:00 UTC.'), 'contradiction/next-update/sms/status-page')).to.deep.include({ severity: 'medium' });
    expect(ids(update('Next update at 15:00 UTC.', 'Next update at 3 pm UTC.'))).to.not.include('contradiction/next-update/sms/status-page');
    expect(ids(update('Next update at 15:00 UTC.', 'Next update at 16:00 UTC.', 90))).to.not.include('contradiction/next-update/sms/status-page');
    expect(ids(update('All customers are affected.', 'Customers in Europe are affected.'))).to.include('contradiction/who/sms/status-page');
    expect(ids(update('All customers are affected.', 'Sorry.'))).to.not.include('contradiction/who/sms/status-page');
  });
});

describe('promises of a next update', () => {
  it('are read from the text where the tool says nothing, and quoted when they were broken', () => {
    const promise = () => tell(quiet(), 45, '[DRILL] Search is down. Next update in 20 seconds.', { channel: 'status-page', rung: 'delivered' });
    expect(found(promise(), 'broken-promise/status-page')?.text).to.equal('A notice by status page promised an update that did not come in time: "Next update in 20 seconds."');
    expect(judged(promise()).metric('promises-kept').measured).to.deep.include({ is: 'value', n: 0 });
    const kept = tell(promise(), 60, '[DRILL] Search is still down.', { channel: 'status-page', rung: 'delivered' });
    expect(ids(kept)).to.not.include('broken-promise/status-page');
    expect(judged(kept).metric('promises-kept').measured).to.deep.include({ is: 'value', n: 1 });
  });
});

describe('what a drill could have found in notices', () => {
  it('is listed, so that silence is no proof where there was nothing to read', () => {
    const { tested } = judged(quiet()).card;
    expect(tested.filter((id) => /^(?:unmarked|leak|dead-channel|contradiction|broken-promise)/.test(id))).to.deep.equal([]);
    expect(judged(tell(quiet(), 50, '[DRILL] Search is down.')).card.tested).to.include.members(['unmarked/sms', 'leak/sms', 'dead-channel/email']);
    expect(judged(tell(quiet(), 90, '[DRILL] Search is down.')).card.tested).to.not.include('dead-channel/email');
  });
});
