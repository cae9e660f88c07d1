/** Holds the tests of the whole scorecard: its first line, its picture, its evidence, and its purity. */
import { expect } from 'chai';
import { judge } from '../../src/judge/judge.ts';
import { sampleHistory } from '../fixtures/sample-history.ts';
import { drill } from './drill-builder.ts';
import { brief, historyBuilder, zeroMs } from './history-builder.ts';
import { judged, judgedDrill, kindIs } from './judged.ts';

const card = judge(sampleHistory());

describe('judge', () => {
  it('gives the same scorecard for the same history, as plain JSON', () => {
    expect(judge(sampleHistory())).to.deep.equal(card);
    expect(JSON.parse(JSON.stringify(card))).to.deep.equal(card);
  });

  it('says first that a drill was a rehearsal, and only where autopilot reached what was rated', () => {
    expect(card.rehearsal).to.equal(true);
    expect(card.headline).to.match(/^Rehearsal: /);
    for (const source of ['observed', 'facilitator', 'self-reported'] as const) {
      const { rehearsal, headline } = judgedDrill({ source }).card;
      expect(rehearsal, source).to.equal(false);
      expect(headline).to.not.contain('ehearsal');
    }
  });

  it('has its worst capability as outcome', () => {
    expect(judgedDrill({ alert: 50 }).card).to.deep.include({ outcome: 'M', exitCode: 1 });
    expect(judgedDrill({ alert: 50 }).card.headline).to.contain('Detection was performed with major challenges.');
    expect(judgedDrill({ alert: 50, brief: { scope: ['communications'] } }).card).to.deep.include({ outcome: 'P', exitCode: 0 });
  });

  it('leads every number to lines of evidence', () => {
    const lines = new Map(card.evidence.map((line) => [line.seq, line]));
    for (const result of [...card.capabilities.flatMap((one) => one.metrics), ...card.impact]) {
      if ('evidence' in result.measured) for (const seq of result.measured.evidence) expect(lines.has(seq), `${result.id} ${seq}`).to.equal(true);
    }
    for (const { evidence } of [...card.validity, ...card.findings]) for (const seq of evidence) expect(lines.has(seq)).to.equal(true);
    const alert = card.evidence.find((line) => line.kind === 'alert.heard');
    expect(alert).to.deep.include({ offsetMs: 34_000, by: 'receiver/alertmanager', text: 'firing: alertname=ErrorBudgetBurn, service=edge, severity=page' });
  });

  it('draws availability, faults, diversion and marks on one scale', () => {
    const { picture } = card;
    expect(picture.endMs).to.equal(100_000);
    expect(picture.availability).to.have.length(100);
    expect(picture.availability[35]).to.deep.equal({ atMs: 35_500, share: 0.5, sent: 40 });
    expect(picture.offered.find((second) => second.atMs === 35_000)?.rps).to.equal(400);
    expect(picture.bars.map(({ what, fromMs, toMs }) => [what, fromMs, toMs])).to.deep.equal([
      ['control', 8005, 16_000], ['decoy', 18_005, 26_000], ['fault', 30_005, 80_000], ['fault', 36_005, 80_000], ['fault', 55_005, 65_000], ['diverted', 41_100, 85_100],
    ]);
    expect(picture.marks.filter((mark) => mark.what === 'alert')).to.have.length(1);
    expect(picture.marks.map((mark) => mark.atMs)).to.deep.equal(picture.marks.map((mark) => mark.atMs).toSorted((a, b) => a - b));
  });

  it('shows a hold, and how long it was', () => {
    const held = judged(drill().at(90_000, 'facilitator', 'hold.started', { role: 'facilitator' }).at(92_000, 'facilitator', 'hold.ended', { role: 'facilitator' })).card;
    expect(held.heldMs).to.equal(2000);
    expect(held.picture.bars.find((bar) => bar.what === 'hold')).to.deep.include({ fromMs: 90_000, toMs: 92_000 });
  });

  it('says of each objective what was aimed at and what came out', () => {
    expect(card.objectives[0]).to.deep.include({ id: 'see-it', target: 'at most 6 s', actual: '4 s', rating: 'P' });
    expect(judgedDrill({ alert: null, acknowledged: null }).card.objectives[0]).to.deep.include({ actual: 'not within 1 min 10 s', rating: 'U' });
    const odd = judgedDrill({ brief: { objectives: [{ id: 'x', text: 'x', metric: 'nothing' }] } }).card.objectives[0];
    expect(odd).to.deep.include({ actual: 'not measured', rating: null, whyNotRated: 'no metric is called "nothing"' });
  });

  it('counts requests lost by class, the error budget burnt, and for how long users were outside their objective', () => {
    const { card: lossy, metric } = judgedDrill({ recovered: 51 });
    expect(metric('requests-lost').measured).to.deep.include({ n: 400 });
    expect(metric('budget-burnt').measured).to.deep.include({ n: 10_000 });
    expect(metric('outage').measured).to.deep.include({ n: 25_000 });
    expect(lossy.impact.find((one) => one.id === 'requests-lost/browse')?.measured).to.deep.include({ n: 400 });
    expect(lossy.impact.find((one) => one.id === 'requests-lost/search')?.measured).to.deep.include({ n: 0 });
  });

  it('judges again with other targets', () => {
    const again = judge(sampleHistory(), { targets: { detect: { p: 1000, s: 2000, m: 3000, why: 'a stricter plan' } } });
    expect(again.capabilities[0]?.metrics[0]).to.deep.include({ rating: 'U', basis: 'set by the scenario: a stricter plan' });
    expect(again.exitCode).to.equal(1);
  });

  it('finds what to do something about, the gravest first', () => {
    const { findings } = judged(drill({ alert: 50, bypass: true }).at(100_300, 'observer/ledger', 'ledger.checked', { acknowledged: 100, present: 98, missing: ['a', 'b'] })).card;
    expect(findings.map((finding) => finding.severity)).to.deep.equal(['critical', 'high', 'high', 'low']);
    expect(findings[0]?.text).to.equal('2 acknowledged writes are missing from the ledger.');
  });

  it('reports a value that somebody else had set and that was kept', () => {
    const kept = drill().without(kindIs('change.withdrawn', { inject: 'slow-social' })).at(65_100, 'drill', 'change.withdrawn', { inject: 'slow-social', n: 0, how: 'as planned', saw: '', kept: 'the relay is slow' });
    expect(judged(kept).card.findings.find((finding) => finding.severity === 'medium')?.text).to.contain('their value was kept: the relay is slow');
  });

  it('survives a journal of nothing', () => {
    const empty = judge(historyBuilder().build());
    expect(empty).to.deep.include({ outcome: 'inconclusive', exitCode: 2, run: 'unknown' });
  });
});

describe('judge in observe mode', () => {
  const observing = () =>
    historyBuilder()
      .at(0, 'drill', 'run.opened', { run: 'incident', gameday: '0.1.0', mode: 'observe', world: 'local', simulated: false, seed: 1, brief: { ...brief, compression: 1, scope: ['detection', 'communications'], responders: { monitoring: 'human' } }, scenario: {}, scenarioSha256: '' })
      .at(0, 'drill', 'timeline.started', {})
      .at(0, 'drill', 'observer.started', { observer: 'status-page', everyMs: 10_000_000 })
      .at(100, 'drill', 'audience.listed', { customers: [{ id: 'a', channels: ['status-page'] }] })
      .at(120_000, 'receiver/alertmanager', 'alert.heard', { receiver: 'alertmanager', status: 'firing', labels: { alertname: 'SiteDown' }, annotations: {}, startsAtMs: zeroMs + 110_000, fingerprint: 'a' })
      .at(180_000, 'facilitator', 'milestone.reached', { milestone: 'acknowledged', role: 'monitoring', source: 'facilitator' })
      .at(240_000, 'facilitator', 'milestone.reached', { milestone: 'declared', role: 'monitoring', source: 'facilitator' })
      .at(500_000, 'observer/status-page', 'notice.moved', { notice: 'n', channel: 'status-page', rung: 'delivered' })
      .at(500_000, 'observer/status-page', 'status.fetched', { ok: true, ms: 3, notices: ['n'] })
      .at(3_000_000, 'drill', 'timeline.ended', { because: 'complete' })
      .at(3_000_100, 'drill', 'run.closed', { because: 'complete', leftBehind: [] });
  const began = () => observing().at(30_000, 'facilitator', 'milestone.reached', { milestone: 'began', role: 'facilitator', source: 'facilitator' });

  it('scores a real incident from marks and receivers', () => {
    const { card: incident, metric } = judged(began());
    expect(metric('detect')).to.deep.include({ rating: 'P' });
    expect(metric('detect').measured).to.deep.include({ n: 90_000 });
    expect(metric('acknowledge')).to.deep.include({ rating: 'P', source: 'facilitator' });
    expect(metric('first-notice')).to.deep.include({ rating: 'P' });
    expect(incident).to.deep.include({ outcome: 'P', exitCode: 0, mode: 'observe', rehearsal: false });
    expect(incident.validity.filter((one) => one.is === 'failed' || one.is === 'unknown')).to.deep.equal([]);
  });

  it('says what is missing where nobody said when it began', () => {
    const { card: incident, metric } = judged(observing());
    expect(metric('detect').measured).to.deep.equal({ is: 'unmeasured', why: 'nobody said when the incident began (`gameday mark RUN began`)' });
    expect(incident.exitCode).to.equal(2);
  });
});
