/** Holds the tests of the story: what was true as customers were told something, and what of it was not so. */
import { expect } from 'chai';
import { judged } from './judged.ts';
import { drillWith, onPage } from './knowledge/told.ts';

const acme = () => drillWith([{ id: 'acme', by: ['status-page'] }]);

describe('the story', () => {
  it('knows the text that a role composed and the one that its receiver heard, with more behind it, for one notice', () => {
    const text = '[DRILL] We are slow\n[DRILL] You need not do anything.';
    const called = acme()
      .at(50_000, 'role/communications', 'notice.moved', { notice: 'communications-1', channel: 'call', rung: 'composed', text })
      .at(50_100, 'role/communications', 'notice.moved', { notice: 'communications-1', channel: 'call', rung: 'accepted', to: 'acme' })
      .at(50_050, 'receiver/twilio', 'notice.moved', { notice: 'twilio-1', channel: 'call', rung: 'accepted', to: '+12125550101', receiver: 'twilio', text: `${text}\nPlease confirm with key 1.` })
      .at(55_000, 'receiver/twilio', 'notice.moved', { notice: 'twilio-1', channel: 'call', rung: 'acknowledged', to: '+12125550101', receiver: 'twilio' });
    const { claims } = judged(called).card.story;
    expect(claims.filter(({ by }) => by === 'call').map(({ times, provedMs }) => [times, provedMs])).to.deep.equal([[2, 55_000]]);
  });

  it('tells apart where customers had asked, though the answer is the same, and what account managers said', () => {
    const text = '[DRILL] Pages are slow for all customers; please follow the status page.';
    const call = { direction: 'inbound', state: 'answered', actor: 'person', customer: 'acme', text } as const;
    const asked = { state: 'acknowledged', actor: 'person', customer: 'acme', text } as const;
    const { story, coverage } = judged(
      drillWith([{ id: 'acme', by: ['account-manager', 'portal'] }])
        .at(50_000, 'observer/customers', 'call.moved', { ...call, call: 'a', to: 'account-manager' })
        .at(51_000, 'observer/customers', 'call.moved', { ...call, call: 'b', to: 'hotline' })
        .at(52_000, 'observer/customers', 'case.moved', { ...asked, case: 'c' })
        .at(53_000, 'observer/customers', 'case.moved', { ...asked, case: 'd', channel: 'social' })
        .at(54_000, 'observer/customers', 'case.moved', { ...asked, case: 'e' }),
    ).card;
    expect(story.claims.map(({ by, times }) => [by, times])).to.deep.equal([['account-manager', 1], ['hotline', 1], ['portal', 2], ['social', 1]]);
    expect(coverage?.people).to.deep.include.members([{ id: 'acme', region: 'europe', tier: 'standard', knew: 'told', atMs: 50_000, channel: 'account-manager', said: text, seq: story.claims[0]?.seq }]);
  });

  it('sets a text that sends customers to a dead channel against the outage that makes it wrong', () => {
    const { truths, claims, moreClaims } = judged(onPage(acme(), 50, 'n1', 'This is a drill. If you need help, please write to support by e-mail.')).card.story;
    const mail = truths.find(({ what }) => what === 'email');
    expect(mail?.fromMs).to.be.below(50_000);
    expect(mail?.toMs).to.be.above(50_000);
    const claim = claims.find(({ against }) => against.length > 0);
    expect(claims.flatMap(({ against }) => against)).to.include('sends customers to e-mail, which was down');
    expect(claim?.by).to.equal('status-page');
    expect(moreClaims).to.equal(0);
  });

  it('holds against a text that it says all is over only while users are harmed', () => {
    const said = (second: number) => judged(onPage(acme(), second, 'n1', 'This is a drill. Service is restored.')).card.story.claims.flatMap(({ against }) => against);
    expect(said(35)).to.include('says that it is over, while users were harmed');
    expect(said(85)).not.to.include('says that it is over, while users were harmed');
  });
});
