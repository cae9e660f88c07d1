/** Holds the tests of a crew whose channels die: in whole simulated drills, it tells customers on another that lives, names the one that doesn't, and stays calm where none is left. */
import { expect } from 'chai';
import type { OpenedWorld } from '../../src/ports/world-kind.ts';
import type { History } from '../../src/record/history.ts';
import { type Ailing, everything, perform } from '../house/simulated-drill.ts';

const raw = { ...everything, duration: '100s', lanes: { traffic: [{ fault: 'flood', at: '10s', for: '40s', with: { rps: 900 } }] } };
const noMail = { fault: 'email-outage', at: '10s', for: '60s', with: { kind: 'refused' } };

/** Seconds of the drill during which the status page answers nobody, neither its readers nor its owner. */
type Spans = readonly (readonly [fromS: number, toS: number])[];

/** Gameday's own parts are well; the status page isn't. */
function withoutStatusPage(spans: Spans, readersOnly: boolean): Ailing {
  const opened = ({ world, ...rest }: OpenedWorld): OpenedWorld => {
    let startedMs: number | undefined;
    const isDead = () => {
      const now = world.clock.now();
      startedMs ??= now;
      return spans.some(([from, to]) => now >= (startedMs ?? 0) + from * 1000 && now < (startedMs ?? 0) + to * 1000);
    };
    const { http, plays } = world;
    const fetch: typeof http.fetch = (request, stop) => (isDead() && request.url.startsWith(world.entries.places().statusPage) ? Promise.resolve({ status: 503, headers: {}, body: '', ms: 5 }) : http.fetch(request, stop));
    const publish: typeof plays.publish = (notice, stop) => (!readersOnly && isDead() && notice.channel === 'status-page' ? Promise.reject(new Error('the status page does not answer')) : plays.publish(notice, stop));
    return { ...rest, world: { ...world, http: { ...http, fetch }, plays: { ...plays, publish } } };
  };
  return { sink: (memory) => memory, receive: (answer) => answer, opened, lease: { held: () => true, saw: '' }, killed: new Promise(() => {}), dead: () => false };
}

const play = async (communications: object, spans: Spans, more: { lanes?: object; readersOnly?: boolean } = {}): Promise<History> => {
  const { history } = await perform({ raw: { ...raw, lanes: { ...raw.lanes, ...more.lanes }, responders: { ...raw.responders, communications: { autopilot: communications } } }, ailing: withoutStatusPage(spans, more.readersOnly ?? false) });
  expect(history.of('trouble').filter(({ what }) => what.startsWith('the autopilot'))).to.deep.equal([]);
  return history;
};
const composed = (history: History, words: RegExp) => history.of('notice.moved').filter(({ by, rung, error, text = '' }) => by === 'role/communications' && rung === 'composed' && error === undefined && words.test(text));
const aboutPage = /Our status page does not open/;
const always: Spans = [[8, 1000]];

describe('a crew whose channels die', () => {
  it('writes mails when the status page is dead and mail works, and sends nobody to the page', async () => {
    const history = await play({}, always);
    const [notice, ...more] = composed(history, aboutPage);
    expect(more).to.deep.equal([]);
    expect(notice).to.include({ channel: 'email' });
    expect(notice?.text).to.include('Our status page is down too').and.include('write to support by e-mail').and.not.include('follow the status page');
    expect(history.of('notice.moved').some((moved) => moved.notice === notice?.notice && moved.rung === 'delivered')).to.equal(true);
    // It is noted by two looks, one each second, and by the usual reaction.
    const firstBad = history.of('status.fetched').find(({ ok }) => !ok)?.atMs ?? NaN;
    expect((notice?.atMs ?? NaN) - firstBad).to.be.within(4000, 8000);
  });

  it('hears of it by the answer to a notice too', async () => {
    const history = await play({ channels: ['status-page'], fallbackChannels: ['social'] }, always, { lanes: { people: [{ fault: 'flap', at: '12s', for: '5s', with: { proxy: 'portal', period: '4s' } }] } });
    expect(composed(history, aboutPage).map(({ channel }) => channel)).to.deep.equal(['social']);
    const { history: blind } = await perform({
      raw: { ...raw, observers: { 'status-page': false }, responders: { ...raw.responders, communications: { autopilot: { channels: ['status-page'], fallbackChannels: ['social'] } } } },
      ailing: withoutStatusPage(always, false),
    });
    const refused = blind.of('notice.moved').find(({ by, error }) => by === 'role/communications' && error !== undefined)?.atMs ?? NaN;
    const told = composed(blind, aboutPage);
    expect(told.map(({ channel }) => channel)).to.deep.equal(['social']);
    expect((told[0]?.atMs ?? NaN) - refused).to.be.within(3000, 6000);
  });

  it('sends nobody to the page in what it writes after the page refused the notice', async () => {
    const history = await play({ first: '100ms..200ms' }, [[8, 1000]]);
    const mails = composed(history, /./).filter(({ channel }) => channel === 'email');
    expect(mails.length).to.be.above(2);
    for (const { text } of mails) expect(text).to.not.include('follow the status page');
  });

  it('tells them again when it dies again after it worked, and not of each turn of one that comes and goes', async () => {
    const spans: Spans = [[8, 12], [16, 20], [24, 28], [60, 90]];
    expect(composed(await play({}, spans, { readersOnly: true }), aboutPage)).to.have.length(2);
  });

  it('tells nobody where mail and status page are both dead, and the record says so', async () => {
    const history = await play({}, always, { lanes: { mail: [noMail] } });
    expect(composed(history, /reliably/)).to.deep.equal([]);
    expect(history.of('note.added').map(({ role, text }) => ({ role, text }))).to.deep.include({ role: 'communications', text: "email is dead, and customers can't be told so: of status-page, email no other works" });
    expect(history.of('notice.moved').some(({ error }) => error === 'the status page does not answer')).to.equal(true);
  });

  it('goes on to the next channel when the one it turned to refuses the notice', async () => {
    const history = await play({ channels: ['email'], contact: 'email', fallbackChannels: ['status-page', 'social'] }, always, { lanes: { mail: [noMail] } });
    expect(composed(history, /e-mail does not reach you/).map(({ channel }) => channel)).to.include('social');
    expect(composed(history, aboutPage).map(({ channel }) => channel)).to.deep.equal(['social']);
  });

  it('leaves a hotline that nobody answers, and a portal that is down, where it sends people there', async () => {
    const observers = { customers: { hotline: '2s', patience: '1s..2s' } };
    const responders = { ...raw.responders, communications: { autopilot: { contact: ['hotline', 'portal', 'email'] } } };
    const { history } = await perform({ raw: { ...raw, observers, responders, lanes: { ...raw.lanes, portal: [{ fault: 'partition', at: '5s', for: '80s', with: { proxy: 'portal' } }] } } });
    expect(composed(history, /hotline does not answer you reliably/).map(({ channel }) => channel)).to.deep.equal(['status-page', 'email']);
    expect(composed(history, /portal does not take your cases reliably/).map(({ channel }) => channel)).to.deep.equal(['status-page', 'email']);
    const [last] = composed(history, /still working on it/).slice(-1);
    expect(last?.text).to.include('write to support by e-mail');
  });

  it('leaves nothing where it has not practised that', async () => {
    const history = await play({ fallback: null }, always, { lanes: { mail: [noMail] } });
    expect(composed(history, /reliably/)).to.deep.equal([]);
    expect(history.of('note.added')).to.deep.equal([]);
  });
});
