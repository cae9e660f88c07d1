/** Holds the false greens of the neighbours as tests: ways in which other tools pass a drill that proved nothing. */
import { expect } from 'chai';
import { readHistory } from '../../src/record/read-history.ts';
import { judge } from '../../src/judge/judge.ts';
import { written } from '../record/written.ts';
import { brief, historyBuilder } from './history-builder.ts';
import { drill, observers } from './drill-builder.ts';
import { judged, judgedDrill, kindIs, of } from './judged.ts';

const opened = { run: 'empty', gameday: '0.1.0', mode: 'drill', world: 'local', simulated: false, seed: 1, brief, scenario: {}, scenarioSha256: '' } as const;

describe('no false green', () => {
  it('for a fault that is "running" without an effect', () => {
    const inert = drill().without((placed) => placed.kind === 'probes.seen' && placed.offsetMs >= 55_000 && placed.offsetMs < 65_000);
    for (let second = 55; second < 65; second++) inert.at(second * 1000, 'observer/dependencies', 'probes.seen', { proxies: { social: { outcome: 'ok', ms: 6 } } });
    expect(judged(inert).check('felt/slow-social').is).to.equal('failed');
    expect(judged(inert).card.exitCode).to.equal(2);
  });

  it('for an action that was denied, in a run that completed', () => {
    const denied = drill().without(kindIs('change.applied', { inject: 'flood' })).at(30_000, 'fault/flood', 'change.failed', { inject: 'flood', n: 0, error: 'permission denied' });
    expect(judged(denied).card).to.deep.include({ outcome: 'inconclusive', exitCode: 2 });
  });

  it('for a drill in which nothing was injected, as by a selector that matched nothing', () => {
    const nothing = historyBuilder().at(-1, 'drill', 'run.opened', opened).at(0, 'drill', 'timeline.started', {}).at(0, 'drill', 'msel.planned', { injects: [], endMs: 1000 }).at(1000, 'drill', 'timeline.ended', { because: 'complete' }).at(1100, 'drill', 'run.closed', { because: 'complete', leftBehind: [] });
    expect(judged(nothing).check('felt').is).to.equal('failed');
    expect(judged(nothing).card.exitCode).to.equal(2);
  });

  it('for a generator that finished, whether or not it sent anything', () => {
    const silent = drill().without(kindIs('flood.second', { generator: 'flood' }));
    expect(judged(silent).check('felt/flood')).to.deep.include({ is: 'failed', saw: 'generator flood offered nothing' });
    expect(judged(silent).card.exitCode).to.equal(2);
  });

  it('for a drill without any observer: no probes are no 100 %', () => {
    const blind = drill().without((placed) => placed.by.startsWith('observer/') || placed.kind.startsWith('observer.'));
    const { card } = judged(blind);
    expect(card.exitCode).to.equal(2);
    // Detection rests on the receiver of alerts and on marks, which are no observers.
    for (const capability of card.capabilities.slice(1)) expect(capability.rating, capability.capability).to.not.be.oneOf(['P', 'S']);
  });

  for (const observer of observers) {
    it(`for silence of ${observer}: no data is no pass`, () => {
      const whole = judgedDrill();
      const silenced = judged(drill().without(of(observer)));
      for (const result of [...silenced.card.capabilities.flatMap((one) => one.metrics), ...silenced.card.impact]) {
        const before = whole.card.capabilities.flatMap((one) => one.metrics).find((one) => one.id === result.id);
        if (before === undefined || before.rating === null || result.rating === null) continue;
        expect(['P', 'S', 'M', 'U'].indexOf(result.rating), `${result.id} without ${observer}`).to.be.at.least(['P', 'S', 'M', 'U'].indexOf(before.rating));
      }
    });
  }

  it('for scores above 100 or below 0', () => {
    for (const options of [{}, { alert: 90 }, { blocked: 1 }, { leak: 1 }, { commanded: null, diverted: null }]) {
      const { card } = judgedDrill(options);
      for (const { score } of [...card.capabilities, ...card.capabilities.flatMap((one) => one.metrics)]) if (score !== null) expect(score).to.be.within(0, 100);
    }
  });

  it('for a run that was cut off: the journal alone decides, and says so', () => {
    const events = drill().events();
    let nowMs = 0;
    const { journal, text } = written({ now: () => nowMs });
    for (const { seq: _seq, heardMs, by, kind, ...body } of events) {
      nowMs = heardMs;
      if (kind !== 'segment.opened') journal.as(by)(kind, body as never);
    }
    const whole = text();
    expect(judge(readHistory([{ name: '0-run', text: whole }])).exitCode).to.equal(0);
    const lines = whole.split('\n');
    for (const kept of [0, 1, 2, 5, 100, 700, 1500, lines.length - 2]) {
      const card = judge(readHistory([{ name: '0-run', text: lines.slice(0, kept).join('\n') }]));
      expect(card.exitCode, `${kept} lines`).to.be.oneOf([2, 4]);
      expect(card.headline, `${kept} lines`).to.contain('The record is cut short.');
    }
    const edited = judge(readHistory([{ name: '0-run', text: whole.replace('"ok":true', '"ok":false') }]));
    expect(edited.journal.state).to.equal('damaged');
    expect(edited.exitCode).to.equal(2);
  });

  it('for a drill that was aborted', () => {
    const aborted = drill().at(50_000, 'drill', 'guardrail.tripped', { guardrail: 'availability', saw: '3 % for 30 s' });
    expect(judged(aborted).card).to.deep.include({ outcome: 'aborted', exitCode: 3 });
    expect(judged(drill().at(50_000, 'facilitator', 'abort.requested', { role: 'facilitator', because: 'a fire', realIncident: true })).card.headline).to.contain('because of a real incident: a fire');
  });
});
