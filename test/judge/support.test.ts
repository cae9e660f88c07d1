/** Holds the tests of the metrics of the support desk: calls that a person answered in time, requests that a person acknowledged in time. */
import { expect } from 'chai';
import type { Events } from '../../src/record/events.ts';
import { drill } from './drill-builder.ts';
import { brief } from './history-builder.ts';
import type { HistoryBuilder } from './history-builder.ts';
import { judged, kindIs } from './judged.ts';

const withDesk = (by: 'human' | 'autopilot' = 'human') => drill({ brief: { responders: { ...brief.responders, support: by } } });

type Call = Partial<Events['call.moved']> & Pick<Events['call.moved'], 'state'>;
let n = 0;
/** A call that rings at a second, and what becomes of it. Compressed 20 times, the two minutes are six seconds. */
function call(builder: HistoryBuilder, second: number, ...moves: readonly (Call & { readonly afterMs: number })[]): HistoryBuilder {
  const id = `call-${(n += 1)}`;
  const base = { call: id, direction: 'inbound' as const, to: 'hotline', customer: 'customer-1' };
  builder.at(second * 1000, 'observer/customers', 'call.moved', { ...base, state: 'ringing' });
  for (const { afterMs, ...move } of moves) builder.at(second * 1000 + afterMs, 'observer/customers', 'call.moved', { ...base, waitedMs: afterMs, ...move });
  return builder;
}
const person = (afterMs: number) => ({ afterMs, state: 'answered' as const, actor: 'person' as const });

describe('calls-answered', () => {
  const measured = (builder: HistoryBuilder) => judged(builder).metric('calls-answered');

  it('is the share that a person answered within the time, of all that came to an end or waited longer', () => {
    expect(measured(call(call(withDesk(), 40, person(2000)), 45, person(6000))).measured).to.deep.include({ is: 'value', n: 1 });
    expect(measured(call(call(withDesk(), 40, person(2000)), 45, person(6500))).measured).to.deep.include({ n: 0.5 });
    expect(measured(call(call(withDesk(), 40, person(2000)), 50)).measured, 'rang on to the end').to.deep.include({ n: 0.5 });
    for (const state of ['voicemail', 'abandoned', 'busy'] as const) expect(measured(call(call(withDesk(), 40, person(2000)), 45, { afterMs: 3000, state })).measured, state).to.deep.include({ n: 0.5 });
  });

  it('takes neither a machine nor a call back for an answer', () => {
    expect(measured(call(withDesk(), 40, { afterMs: 1000, state: 'answered', actor: 'machine' })).measured).to.deep.include({ n: 0 });
    expect(measured(call(withDesk(), 40, { afterMs: 1000, state: 'answered', actor: 'automation' })).measured).to.deep.include({ n: 0 });
    expect(measured(call(withDesk(), 40, { afterMs: 3000, state: 'voicemail' }, { afterMs: 5000, state: 'called-back', actor: 'person' })).measured).to.deep.include({ n: 0 });
  });

  it('counts neither what came before there was anything to ask, nor account managers, nor calls to customers', () => {
    const builder = call(withDesk(), 10, { afterMs: 3000, state: 'abandoned' })
      .at(40_000, 'observer/customers', 'call.moved', { call: 'm', direction: 'inbound', to: 'account-manager', state: 'abandoned' })
      .at(40_000, 'receiver/twilio', 'call.moved', { call: 'o', direction: 'outbound', to: '+12025550199', state: 'no-answer' });
    expect(measured(builder).measured).to.deep.equal({ is: 'not exercised', why: 'no call came while there was something to ask' });
  });

  it('is too short to say where all still ring, and not exercised without a desk', () => {
    expect(measured(call(withDesk(), 97)).measured).to.deep.include({ is: 'unmeasured' });
    expect(measured(call(drill(), 40, person(1000))).measured).to.deep.equal({ is: 'not exercised', why: 'nobody sits at a support desk in this scenario' });
  });

  it('is rated by 95, 80 and 50 per cent', () => {
    const ratingOf = (good: number, bad: number) => {
      const builder = withDesk();
      for (let at = 0; at < good; at++) call(builder, 40, person(1000));
      for (let at = 0; at < bad; at++) call(builder, 40, { afterMs: 2000, state: 'abandoned' });
      return measured(builder).rating;
    };
    expect([ratingOf(19, 1), ratingOf(18, 2), ratingOf(16, 4), ratingOf(15, 5), ratingOf(10, 10), ratingOf(9, 11)]).to.deep.equal(['P', 'S', 'S', 'M', 'M', 'U']);
  });
});

describe('cases-acknowledged', () => {
  const measured = (builder: HistoryBuilder) => judged(builder).metric('cases-acknowledged');
  // The drill of the builder opens a case every ten seconds, from second 5 on; without them only what a test opens counts.
  const quiet = (by?: 'autopilot') => withDesk(by).without(kindIs('case.moved'));
  const request = (builder: HistoryBuilder, second: number, ackSecond: number | undefined, more: Partial<Events['case.moved']> = {}) => {
    const id = `request-${(n += 1)}`;
    builder.at(second * 1000, 'observer/customers', 'case.moved', { case: id, state: 'opened', ...more });
    return ackSecond === undefined ? builder : builder.at(ackSecond * 1000, 'observer/customers', 'case.moved', { case: id, actor: 'person', ...more, state: 'acknowledged' });
  };

  it('is the share that a person acknowledged within the time: 45 s at a compression of 20', () => {
    expect(measured(request(quiet(), 35, 80)).measured).to.deep.include({ is: 'value', n: 1 });
    expect(measured(request(quiet(), 35, 81)).measured).to.deep.include({ n: 0 });
    expect(measured(request(request(quiet(), 35, 50), 36, undefined)).measured).to.deep.include({ n: 0.5 });
    expect(measured(request(request(quiet(), 35, 50), 70, undefined)).measured, 'not due yet').to.deep.include({ n: 1 });
  });

  it('counts mails and questions in public as well, and no automatic answer', () => {
    expect(measured(request(request(quiet(), 35, 50, { channel: 'email' }), 35, undefined, { channel: 'social' })).measured).to.deep.include({ n: 0.5 });
    expect(measured(request(quiet(), 35, 50, { actor: 'automation' })).measured).to.deep.include({ n: 0 });
  });

  it('is measured where a tool of the team hears of cases, without any seat', () => {
    const heard = drill().without(kindIs('case.moved')).at(40_000, 'receiver/zendesk', 'case.moved', { case: '7', state: 'opened', receiver: 'zendesk' }).at(50_000, 'receiver/zendesk', 'case.moved', { case: '7', state: 'acknowledged', actor: 'person', receiver: 'zendesk' });
    expect(measured(heard).measured).to.deep.include({ is: 'value', n: 1 });
  });

  it('leaves mails and questions out of the cases that were kept or taken by the portal', () => {
    const builder = withDesk().at(40_000, 'observer/customers', 'case.moved', { case: 'mail', channel: 'email', state: 'refused' }).at(41_000, 'observer/customers', 'case.moved', { case: 'mail-2', channel: 'email', state: 'opened' });
    expect(judged(builder).metric('cases-kept')).to.deep.include({ rating: 'P' });
    expect(judged(builder).metric('portal-cases').measured).to.deep.include({ n: 1 });
  });

  it('makes a rehearsal of a drill in which the desk was on autopilot', () => {
    const human = { responders: { monitoring: 'human', network: 'human', communications: 'human' } } as const;
    const card = (support: 'human' | 'autopilot') => judged(call(drill({ source: 'observed', brief: { responders: { ...human.responders, support } } }), 40, person(1000))).card;
    expect([card('human').rehearsal, card('autopilot').rehearsal]).to.deep.equal([false, true]);
  });
});
