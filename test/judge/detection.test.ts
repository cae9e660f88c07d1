/** Holds the tests of the metrics of detection: when they pass, at their bounds, and when they may say nothing. */
import { expect } from 'chai';
import type { Brief } from '../../src/record/events.ts';
import { drill } from './drill-builder.ts';
import { zeroMs } from './history-builder.ts';
import { judged, judgedDrill, kindIs, of } from './judged.ts';

const page = { receiver: 'alertmanager', status: 'firing', labels: { alertname: 'ErrorBudgetBurn', service: 'edge' }, annotations: {}, startsAtMs: zeroMs, fingerprint: 'f00d' } as const;

describe('detect', () => {
  for (const [alert, rating] of [[34, 'P'], [36.005, 'P'], [36.1, 'S'], [45, 'S'], [45.1, 'M'], [60, 'M'], [60.1, 'U']] as const) {
    it(`rates an alert ${Math.round((alert - 30) * 10) / 10} s after the attack ${rating} at 20-fold compression`, () => {
      const { metric } = judgedDrill({ alert, acknowledged: 70, declared: 71 });
      expect(metric('detect')).to.deep.include({ rating, bounds: { p: 6000, s: 15_000, m: 30_000 } });
    });
  }

  it('counts from the first attack request to when the alert was heard, not to when its rule began to hold', () => {
    expect(judgedDrill().metric('detect').measured).to.deep.include({ is: 'value', n: 3995 });
  });

  it('is U when nothing came for longer than the last bound', () => {
    const { metric, rating } = judgedDrill({ alert: null, acknowledged: null });
    expect(metric('detect')).to.deep.include({ rating: 'U', score: 0 });
    expect(metric('detect').sentence).to.equal('No correct alert came in the 1 min 10 s for which anybody watched after the attack began; the aim was at most 6 s.');
    expect(rating('detection')).to.equal('U');
  });

  it('is not measured where the drill was too short to see it missing', () => {
    const { metric, rating, card } = judgedDrill({ alert: null, acknowledged: null, brief: { compression: 1 } });
    expect(metric('detect')).to.deep.include({ rating: null, score: null });
    expect(metric('detect').whyNotRated).to.equal('not measured: too short. It had not happened within 1 min 10 s, and the last bound is 10 min');
    expect(rating('detection')).to.equal(null);
    expect(card).to.deep.include({ outcome: 'inconclusive', exitCode: 2 });
  });

  it('is not measured where nothing shows that alerts could be heard at all', () => {
    const { metric } = judged(drill({ alert: null, acknowledged: null }).without(of('alertmanager')));
    expect(metric('detect').measured).to.deep.equal({ is: 'unmeasured', why: 'nothing shows that the receiver of alerts could be reached' });
  });

  it('is not measured where an Alertmanager was asked and did not answer, however its observer beats', () => {
    const asked = (until: number) => judged(drill({ alert: null, acknowledged: null }).without((placed) => placed.kind === 'alerts.read' && placed.offsetMs > until));
    expect(asked(40_000).metric('detect').measured).to.deep.equal({ is: 'unmeasured', why: 'observer alertmanager asked for alerts and got no answer for longer than 3 s' });
    expect(asked(-1000).metric('detect').measured).to.have.property('is', 'unmeasured');
    expect(asked(Infinity).metric('detect').measured).to.have.property('is', 'atLeast');
  });

  it('counts to the notification of an alert, where its API showed it before', () => {
    const polled = (builder = drill({ alert: null, acknowledged: null })) => builder.at(31_000, 'observer/alertmanager', 'alert.heard', { ...page, receiver: 'alertmanager-api' });
    const told = (startsAtMs: number) => judged(polled().at(38_000, 'receiver/alertmanager', 'alert.heard', { ...page, startsAtMs })).metric('detect').measured;
    expect(judged(polled()).metric('detect').measured).to.deep.include({ is: 'value', n: 995 });
    expect(told(page.startsAtMs)).to.deep.include({ is: 'value', n: 7995 });
    expect(told(zeroMs + 37_000), 'another time that it fired').to.deep.include({ is: 'value', n: 995 });
  });

  it('tells as a finding who silenced alerts meanwhile', () => {
    const { card } = judged(drill().at(32_000, 'observer/alertmanager', 'silence.seen', { id: 's1', matchers: '{alertname="SiteDown"}', createdBy: 'kim', comment: 'too loud', endsAtMs: zeroMs + 3_600_000 }));
    expect(card.findings.map(({ severity, text }) => [severity, text])).to.deep.include(['medium', 'kim silenced alerts with {alertname="SiteDown"} during the drill, saying "too loud".']);
  });

  it('does not take an alert with other labels, a watchdog, or one that fired in the baseline', () => {
    const wrong = drill({ alert: null, acknowledged: null })
      .at(31_000, 'receiver/alertmanager', 'alert.heard', { ...page, labels: { alertname: 'DiskFull', service: 'edge' }, fingerprint: '1' })
      .at(31_500, 'receiver/alertmanager', 'alert.heard', { ...page, labels: { ...page.labels, alertname: 'Watchdog' }, fingerprint: '2' })
      .at(2000, 'receiver/alertmanager', 'alert.heard', { ...page, fingerprint: '3' })
      .at(32_000, 'receiver/alertmanager', 'alert.heard', { ...page, fingerprint: '3' });
    expect(judged(wrong).metric('detect')).to.deep.include({ rating: 'U' });
    expect(judged(wrong.at(33_000, 'receiver/alertmanager', 'alert.heard', { ...page, status: 'resolved', fingerprint: '3' }).at(33_500, 'receiver/alertmanager', 'alert.heard', { ...page, fingerprint: '3' })).metric('detect')).to.deep.include({ rating: 'P' });
  });

  it('takes no milestone that was reached in a hold, and leaves held time out', () => {
    const held = (fromMs: number, toMs: number) => drill({ alert: 40 }).at(fromMs, 'facilitator', 'hold.started', { role: 'facilitator' }).at(toMs, 'facilitator', 'hold.ended', { role: 'facilitator' });
    expect(judged(held(39_000, 41_000)).metric('detect')).to.deep.include({ rating: null, whyNotRated: 'reached while the drill was held' });
    expect(judged(held(32_000, 37_000)).metric('detect').measured).to.deep.include({ n: 4995 });
  });

  it('is capped at M when people had to be told by others', () => {
    const { metric, rating } = judgedDrill({ alert: 35, acknowledged: 33 });
    expect(metric('found-by')).to.deep.include({ rating: 'M' });
    expect(metric('detect')).to.deep.include({ rating: 'M', score: 60 });
    expect(metric('detect').sentence).to.contain('Rated no better than M: people, who heard of it elsewhere, came before monitoring (J).');
    expect(rating('detection')).to.equal('M');
    const customer = judged(drill({ alert: 35 }).at(32_000, 'receiver/desk', 'case.moved', { case: 'c', state: 'opened' }));
    expect(customer.metric('detect').rating).to.equal('M');
  });

  it('is not measured where the inject does not say which alert is right', () => {
    const builder = drill();
    const msel = builder.events().find((event) => event.kind === 'msel.planned');
    const injects = msel?.kind === 'msel.planned' ? msel.injects.map(({ alert: _alert, ...inject }) => inject) : [];
    const { metric } = judged(builder.without(kindIs('msel.planned')).at(-700, 'drill', 'msel.planned', { injects, endMs: 100_000 }));
    expect(metric('detect').measured).to.deep.include({ is: 'unmeasured', why: 'inject flood does not say which alert would be right (its `alert`)' });
  });

  it('is not exercised where the flood did nobody harm and nothing fired', () => {
    expect(judgedDrill({ harmful: false, alert: null, acknowledged: null }).metric('detect').measured.is).to.equal('not exercised');
  });
});

describe('acknowledge', () => {
  it('is rated by its bounds', () => {
    const ratingAt = (acknowledged: number) => judgedDrill({ acknowledged, declared: 85 }).metric('acknowledge').rating;
    expect([36, 49, 49.1, 64, 64.1, 79, 79.1].map(ratingAt)).to.deep.equal(['P', 'P', 'S', 'S', 'M', 'M', 'U']);
  });

  it('is U when nobody did, and not measured without an alert', () => {
    expect(judgedDrill({ acknowledged: null }).metric('acknowledge').rating).to.equal('U');
    expect(judgedDrill({ acknowledged: null, alert: null }).metric('acknowledge').measured).to.deep.include({ is: 'unmeasured' });
  });

  it("takes an automation's word only where the scenario seats it by its name", () => {
    const ack = (actor: 'person' | 'automation', responders: Brief['responders']) =>
      judged(drill({ acknowledged: null, declared: 60, brief: { responders } }).at(40_000, 'receiver/pagerduty', 'milestone.reached', { milestone: 'acknowledged', role: 'monitoring', source: 'observed', actor, rung: 'acknowledged' })).metric('acknowledge');
    expect(ack('person', { monitoring: 'human' }).measured).to.deep.include({ is: 'value', n: 6000 });
    expect(ack('automation', { monitoring: 'human' }).measured).to.deep.include({ is: 'atLeast' });
    expect(ack('automation', { monitoring: 'human' }).sentence).to.match(/^Nobody took the alert in the 1 min 6 s after it was heard/);
    expect(ack('automation', { monitoring: 'automation' }).measured).to.deep.include({ is: 'value', n: 6000 });
  });

  it('shows who said so', () => {
    for (const source of ['autopilot', 'observed', 'facilitator', 'self-reported'] as const) expect(judgedDrill({ source }).metric('acknowledge').source).to.equal(source);
  });
});

describe('false-alarms', () => {
  const during = (second: number, fingerprint = 'beef') => drill().at(second * 1000, 'receiver/alertmanager', 'alert.heard', { ...page, labels: { alertname: 'Surge' }, fingerprint });

  it('counts what the decoy, the control run and the quiet before raised, each once', () => {
    expect(judgedDrill().metric('false-alarms')).to.deep.include({ rating: 'P' });
    expect(judged(during(20)).metric('false-alarms')).to.deep.include({ rating: 'S' });
    expect(judged(during(20).at(21_000, 'receiver/alertmanager', 'alert.heard', { ...page, fingerprint: 'beef' })).metric('false-alarms').measured).to.deep.include({ n: 1 });
    expect(judged(during(10)).metric('false-alarms').measured).to.deep.include({ n: 1 });
  });

  it('takes what fires during a real fault for collateral', () => {
    expect(judged(during(40)).metric('false-alarms').measured).to.deep.include({ n: 0 });
  });

  it('takes silence for nothing when nobody listened', () => {
    const { metric } = judged(drill({ alert: null, acknowledged: null }).without(of('alertmanager')));
    expect(metric('false-alarms').measured.is).to.equal('unmeasured');
  });
});
