/** Holds the tests of the story: what was true as customers were told something, and what of it was not so. */
import { expect } from 'chai';
import { judged } from './judged.ts';
import { drillWith, onPage } from './knowledge/told.ts';

const acme = () => drillWith([{ id: 'acme', by: ['status-page'] }]);

describe('the story', () => {
  it('sets a text that sends customers to a dead channel against the outage that makes it wrong', () => {
    const { truths, claims, moreClaims } = judged(onPage(acme(), 50, 'n1', 'This is a drill. If you need help, please write to support by e-mail.')).card.story;
    const mail = truths.find(({ what }) => what === 'email');
    expect(mail?.fromMs).to.be.below(50_000);
    expect(mail?.toMs).to.be.above(50_000);
    const claim = claims.find(({ against }) => against.length > 0);
    expect(claims.flatMap(({ against }) => against)).to.include('sends customers to email, which was down');
    expect(claim?.by).to.equal('status-page');
    expect(moreClaims).to.equal(0);
  });

  it('holds against a text that it says all is over only while users are harmed', () => {
    const said = (second: number) => judged(onPage(acme(), second, 'n1', 'This is a drill. Service is restored.')).card.story.claims.flatMap(({ against }) => against);
    expect(said(35)).to.include('says that it is over, while users were harmed');
    expect(said(85)).not.to.include('says that it is over, while users were harmed');
  });
});
