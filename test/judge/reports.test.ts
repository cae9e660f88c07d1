/** Holds the tests of what a run owes after its incident: open while there is time, rated once everybody has the report, and U once the last bound is over. */
import { expect } from 'chai';
import { judge } from '../../src/judge/judge.ts';
import { missingParts, reportParts } from '../../src/judge/report-parts.ts';
import { bitOf, panelFlags, panelFormat } from '../../src/record/panel.ts';
import { banners } from '../../src/report/banners.ts';
import { drill, end, flood } from './drill-builder.ts';
import type { HistoryBuilder } from './history-builder.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The drill's compression, by which the rubric's days are divided. */
const factor = 20;

const whole = `On 10 May at 14:25 UTC traffic flooded our edge; it was noticed at 14:27 and over at 17:50. The root cause was an attack that our filter did not know.
Customers in all regions could not reach their communities for 41 minutes in total. We will practise diversion each month, and add a second partner by 2026-12-31.`;

/** Three customers of whom two need a record, in a drill whose crew says when the incident was over. */
function owing(): HistoryBuilder {
  const needs = panelFlags.listed | panelFlags.needsRecord;
  const row = [0, 0];
  const byPage = bitOf('status-page');
  return drill()
    .at(-900, 'drill', 'panel.listed', { format: panelFormat, source: 'a test', customers: 3, regions: ['europe'], tiers: ['gold'], staleAfterDays: 365, named: [{ id: 'iso-1', profile: 0, canary: false, keys: [] }, { id: 'iso-2', profile: 0, canary: true, keys: [] }, { id: 'plain', profile: 1, canary: false, keys: [] }] })
    .at(-899, 'drill', 'panel.part', { region: row, tier: row, fresh: [byPage, byPage], stale: row, flags: [needs, panelFlags.listed], signIn: row, mail: row, count: [2, 1] });
}

const said = { role: 'communications', source: 'facilitator' } as const;
const final = (history: HistoryBuilder, offsetMs: number, customer: string, rung: 'delivered' | 'acknowledged') => history.at(offsetMs, 'close', 'report.moved', { ...said, report: 'final', rung, customer });
const judged = (history: HistoryBuilder) => {
  const card = judge(history.build());
  return { debts: card.debts, metric: (id: string) => card.capabilities.flatMap(({ metrics }) => metrics).find((metric) => metric.id === id), communications: card.capabilities.find(({ capability }) => capability === 'communications') };
};

describe('judge: reports that are owed', () => {
  const overMs = flood.to * 1000;

  it('leave the run open, with nothing rated, while there is time', () => {
    const { debts, metric, communications } = judged(owing());
    expect(debts).to.deep.include({ open: true, customers: 2, waiting: ['iso-1', 'iso-2'] });
    expect(metric('final-report')?.measured.is).to.equal('not exercised');
    expect(communications?.rating).to.equal('P');
  });

  it('close it with the last acknowledgement of those who need one, by the time that this took', () => {
    const history = owing().at(overMs + hourMs, 'close', 'report.moved', { ...said, report: 'final', rung: 'composed', text: whole, sha256: '' });
    final(history, overMs + 2 * hourMs, 'iso-1', 'acknowledged');
    const half = judged(history);
    expect([half.debts?.open, half.debts?.waiting, half.metric('final-report')?.measured.is]).to.deep.equal([true, ['iso-2'], 'not exercised']);
    final(history, overMs + 3 * hourMs, 'iso-2', 'acknowledged');
    const { debts, metric } = judged(history);
    expect([debts?.open, debts?.missingParts]).to.deep.equal([false, []]);
    const measured = metric('final-report')?.measured;
    expect(measured?.is === 'value' && Math.round(measured.n / hourMs)).to.equal(3);
    expect(metric('final-report')?.rating).to.equal('P');
  });

  it('count the word of nobody else, and no delivery for an acknowledgement', () => {
    const history = final(owing(), overMs + hourMs, 'plain', 'acknowledged');
    for (const customer of ['iso-1', 'iso-2']) final(history, overMs + hourMs, customer, 'delivered');
    expect(judged(history).debts).to.deep.include({ open: true, waiting: ['iso-1', 'iso-2'] });
  });

  it('are U once somebody looked after the last bound and they still were not there', () => {
    const { metric, communications } = judged(owing().at(overMs + (31 * dayMs) / factor, 'close', 'debts.looked', { role: 'communications' }));
    expect(metric('final-report')?.rating).to.equal('U');
    expect(communications?.rating).to.equal('U');
    expect(judged(owing().at(overMs + (29 * dayMs) / factor, 'close', 'debts.looked', { role: 'communications' })).metric('final-report')?.rating).to.equal(null);
  });

  it('take a postmortem that the status page published for the report', () => {
    const { debts } = judged(owing().at(overMs + 1000, 'receiver/statuspage', 'notice.moved', { notice: 'statuspage-postmortem-x', channel: 'status-page', rung: 'accepted', text: 'We are sorry.' }));
    expect(debts?.final.written).to.equal(true);
    expect(debts?.missingParts.map(({ title }) => title)).to.deep.equal(reportParts.map(({ title }) => title));
  });

  it('are owed to nobody where no panel says who needs one, or nothing happened', () => {
    expect(judge(drill().build()).debts).to.equal(null);
    expect(end).to.be.above(flood.to);
  });
});

describe('judge: parts of a report', () => {
  it('are all found in one that has them', () => {
    expect(missingParts(whole)).to.deep.equal([]);
  });

  it('are each missed where they are missing', () => {
    const without: Readonly<Record<string, string>> = {
      timeline: whole.replaceAll(/\d\d:\d\d/g, 'then'),
      cause: whole.replace('The root cause was an attack that our filter did not know.', 'Our filter did not know it.'),
      impact: whole.replace('Customers in all regions could not reach their communities for 41 minutes in total.', ''),
      changes: whole.replace('We will practise diversion each month, and add a second partner by 2026-12-31.', 'Thank you for your patience until 2026-12-31.'),
      'by-when': whole.replace(' by 2026-12-31', ''),
    };
    for (const { id } of reportParts) expect(missingParts(without[id] ?? '').map((part) => part.id), id).to.deep.equal([id]);
  });
});

describe('judge: calls that a model answered', () => {
  it('are counted, each once, and said before any number', () => {
    const call = (offsetMs: number, state: 'queued' | 'answered' | 'acknowledged') => ({ offsetMs, body: { call: 'CA1', direction: 'outbound', state, to: '+12025550101', ...(state !== 'queued' && { simulated: true as const }) } as const });
    const history = drill();
    for (const { offsetMs, body } of [call(40_000, 'queued'), call(41_000, 'answered'), call(42_000, 'acknowledged')]) history.at(offsetMs, 'receiver/twilio', 'call.moved', body);
    const card = judge(history.build());
    expect(card.modelled).to.equal(1);
    expect(banners(card).map(({ title }) => title)).to.include('In part modelled');
    expect(banners(judge(drill().build())).map(({ title }) => title)).to.not.include('In part modelled');
  });
});
