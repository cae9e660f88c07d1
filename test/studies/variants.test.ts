/** Holds the tests of variants: what may be told apart from a scenario by name, what those that come with gameday change, and what a comparison says of its runs. */
import { expect } from 'chai';
import path from 'node:path';
import { catalogue } from '../../src/catalog/index.ts';
import { metrics } from '../../src/judge/metrics/index.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { comparisonOf, type Comparison } from '../../src/studies/comparison.ts';
import { comparisonFiles } from '../../src/studies/comparison-files.ts';
import { comparisonTable, flat, sentencesOf } from '../../src/studies/comparison-words.ts';
import type { Compared } from '../../src/studies/compared.ts';
import { runOne } from '../../src/studies/run-one.ts';
import type { RunResult } from '../../src/studies/study.ts';
import { armsOf, variantOf } from '../../src/studies/variants.ts';
import { setAt } from '../../src/studies/vary.ts';
import { said } from './said.ts';

describe('variants of a scenario', () => {
  const raw = { name: 'small', title: 'Small', traffic: { rps: 20 }, variants: { more: { title: 'More users', set: { 'traffic.rps': 30 } }, most: { title: 'Most users', set: { 'traffic.rps': 40 } } } };

  it('are scenarios of their own, between the one as it is and the one with all', () => {
    expect(armsOf(raw).map(({ id, raw: arm }) => [id, arm])).to.deep.equal([
      ['baseline', { name: 'small-baseline', title: 'Small: As it is', traffic: { rps: 20 } }],
      ['more', { name: 'small-more', title: 'Small: More users', traffic: { rps: 30 } }],
      ['most', { name: 'small-most', title: 'Small: Most users', traffic: { rps: 40 } }],
      ['all', { name: 'small-all', title: 'Small: All of these', traffic: { rps: 40 } }],
    ]);
    expect(raw.traffic.rps).to.equal(20);
  });

  it('are told by name, with the nearest one where there is none such', () => {
    expect(variantOf(raw, 'more').title).to.equal('More users');
    expect(said(() => variantOf(raw, 'moer'))).to.match(/Did you mean more\?.*baseline, more, most, all/s);
    expect(said(() => variantOf({ name: 'small' }, 'more'))).to.include('The scenario has none');
    expect(said(() => armsOf({ ...raw, variants: { odd: { title: 'Odd', set: { 'traffic.rps.users': 1 } } } }))).to.include('variants.odd, traffic.rps.users');
  });

  it('may be called neither as the whole is nor change nothing', () => {
    const whole = { name: 'small', version: '1', owner: 'us', duration: '30s' };
    expect(said(() => parseScenario(catalogue, { ...whole, variants: { all: { title: 'x', set: { duration: '1m' } } } }))).to.include('a name other than baseline and all');
    expect(said(() => parseScenario(catalogue, { ...whole, variants: { none: { title: 'x', set: {} } } }))).to.include('at least one field');
  });
});

describe('the variants of lithium-2013-full', function () {
  this.timeout(300_000);
  /** The first wave alone, and few customers: what a variant changes shows there, but for the second partner, who is needed when the first one gives way. */
  const shortened = (raw: unknown) =>
    Object.entries({ duration: '100m', 'panel.generate.customers': 200, 'lanes.attack.flood-1.for': '85m', 'lanes.partners.partner.at': '94m', 'lanes.partners.partner.for': '5m', 'lanes.mail.mail.for': '80m', 'lanes.portal.portal.for': '60m', 'lanes.people.holiday.for': '30m' })
      .reduce((whole, [field, value]) => setAt(whole, field, value), raw);
  const results = new Map<string, RunResult>();
  const result = (id: string): RunResult => results.get(id) ?? expect.fail(`no variant ${id}`);
  const measured = (id: string, metric: string) => result(id).metrics[metric]?.n ?? NaN;

  before(async () => {
    const whole = (await loadScenario(path.join(import.meta.dirname, '../../scenarios/lithium-2013-full.yaml'))) as { lanes: { attack: unknown[] } };
    for (const arm of armsOf(whole)) {
      parseScenario(catalogue, arm.raw, { metrics });
      const { lanes } = arm.raw as typeof whole;
      const raw = shortened({ ...(arm.raw as object), lanes: { ...lanes, attack: lanes.attack.slice(0, 1) } });
      results.set(arm.id, await runOne(catalogue, { gameday: '0', scenario: { name: 'x', version: '1', title: 'x' }, raw, vary: [], design: 'lhs', runs: 1, seed: 2013 }, 0, []));
    }
  });

  it('are seven with what they are compared to, and each drill is a valid one', () => {
    expect([...results.keys()]).to.deep.equal(['baseline', 'detection', 'diversion', 'second-partner', 'out-of-band', 'capacity', 'all']);
    for (const [id, { doubts }] of results) expect(doubts.filter(({ what }) => !what.includes('could not be rated')), id).to.deep.equal([]);
  });

  it('each change what their names say', () => {
    expect(measured('baseline', 'detect')).to.be.within(15 * 60_000, 25 * 60_000);
    expect(measured('detection', 'detect')).to.be.below(2 * 60_000);
    expect(measured('diversion', 'decide')).to.be.below(measured('baseline', 'decide') - 20 * 60_000);
    expect(measured('capacity', 'outage')).to.equal(0);
    expect(result('out-of-band').compared.told?.['in time']).to.be.above((result('baseline').compared.told?.['in time'] ?? NaN) + 50);
    expect(measured('all', 'outage')).to.be.at.most(measured('diversion', 'outage'));
  });
});

describe('a comparison of variants', () => {
  const told = (inTime: number): Compared['told'] => ({ 'in time': inTime, late: 100 - inTime, wrongly: 0, never: 0, unknown: 0 });
  const result = (run: number, outageMs: number, inTime: number, divertedMs: number | null): RunResult => ({
    run, seed: run, values: [], outcome: 'U', doubts: [], ratings: {}, compared: { detectedMs: 60_000, divertedMs, told: told(inTime) },
    metrics: { outage: { is: 'value', n: outageMs, rating: null } },
  });
  const minute = 60_000;
  const of = (second: readonly RunResult[]): Comparison =>
    comparisonOf([{ id: 'baseline', title: 'As it is', results: [0, 1, 2].map((run) => result(run, (60 + run) * minute, 10, null)) }, { id: 'other', title: 'Other | <b>', results: second }], { gameday: '0', scenario: { name: 'small', version: '1', title: 'Small' }, seed: 0, runs: 3 }, 20);

  it('takes differences between runs of the same seed, in whatever order they came', () => {
    const { arms: [baseline, other], customers, inTimeMs } = of([2, 0, 1].map((run) => result(run, (50 + run) * minute, 40, 5 * minute)));
    expect([customers, inTimeMs]).to.deep.equal([100, 3 * minute]);
    expect(baseline?.outageMs).to.deep.equal({ runs: 3, p5: 60.1 * minute, p50: 61 * minute, p95: 61.9 * minute });
    expect(other?.gained).to.deep.equal({ outageMs: { runs: 3, p5: 10 * minute, p50: 10 * minute, p95: 10 * minute }, inTime: { runs: 3, p5: 30, p50: 30, p95: 30 } });
  });

  it('says in a sentence what is bought, what is lost, and that nothing is', () => {
    const sentence = (outage: number, inTime: number) => sentencesOf(of([0, 1, 2].map((run) => result(run, (outage + run) * minute, inTime, null))))[0]?.sentence;
    expect(sentence(50, 40)).to.equal('Saves 10 min of the 1 h 1 min of outage, and tells 30 more customers in time.');
    expect(sentence(70, 5)).to.equal('Adds 10 min to the 1 h 1 min of outage, and tells 5 fewer customers in time.');
    expect(sentence(60, 10)).to.equal('Changes neither the outage nor who is told in time.');
  });

  it('says of what was not run yet that it was not measured', () => {
    const unrun = of([]);
    expect(sentencesOf(unrun)[0]?.sentence).to.equal('Not measured.');
    expect(comparisonTable(unrun).rows[1]?.map(flat)).to.deep.equal(['Other | <b> (0 of 3 runs)', ...Array.from({ length: 6 }, () => 'not measured')]);
  });

  it('says never, and in how many runs, and leaves out what nobody met', () => {
    const { heads, rows: [baseline, other] } = comparisonTable(of([0, 1, 2].map((run) => result(run, 0, 40, run === 0 ? null : minute))));
    expect(heads).to.deep.equal(['Variant', 'Outage', 'Less outage', 'First correct alert', 'Traffic at a partner', 'Told in time', 'Told late']);
    expect(baseline?.map(flat)).to.deep.equal(['As it is', '1 h 1 min (1 h to 1 h 2 min)', '', '1 min', 'never', '10', '90']);
    expect(other?.map(flat).slice(3, 5)).to.deep.equal(['1 min', '1 min (in 2 of 3 runs)']);
  });

  it('is told apart from a real one in each format, and takes a title as text', () => {
    const files = comparisonFiles(of([0, 1, 2].map((run) => result(run, 0, 40, null))));
    for (const file of ['comparison.html', 'comparison.md', 'comparison.json']) expect(files[file]?.toLowerCase(), file).to.include('simulated');
    expect(files['comparison.html']).to.include('Other | &lt;b&gt;').and.not.match(/<script|<b>/);
    expect(files['comparison.md']).to.include('Other \\| &lt;b&gt;');
    expect(files['comparison.svg']).to.match(/^<svg [^>]*xmlns=/).and.include('prefers-color-scheme:dark');
    expect(files['comparison.csv']?.split('\r\n')).to.have.length(4);
  });
});
