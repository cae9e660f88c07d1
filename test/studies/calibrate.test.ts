/** Holds the tests of calibration: parameters are read from real runs of the bundled range, and the model stays within its stated bounds of runs that had no part in that. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { Problem } from '../../src/problem.ts';
import type { EventOf, Json, JsonObject, Kind } from '../../src/record/events.ts';
import type { History } from '../../src/record/history.ts';
import { readHistory } from '../../src/record/read-history.ts';
import { calibrate, against, fit } from '../../src/studies/calibrate/calibrate.ts';
import type { Named } from '../../src/studies/calibrate/calibrate.ts';
import { seenIn } from '../../src/studies/calibrate/seen.ts';
import { drillInMemory } from '../../src/studies/drill-in-memory.ts';
import { journalOf, realRun } from '../fixtures/real-runs.ts';

const fittedTo = ['release-smoke-1', 'release-smoke-2', 'release-smoke-3', 'quickstart-1', 'quickstart-2', 'quickstart-3'] as const;
const heldOut = ['release-smoke-4', 'release-smoke-5', 'quickstart-4', 'quickstart-5'] as const;

const of = { gameday: '0.1.0', catalogue };
const seen = (name: string) => seenIn(realRun(name), name);
const beyond = async (name: string, model = {}) => (await against(seen(name), model, of)).filter(({ within }) => !within).map(({ id }) => id);

async function said(runs: readonly Named[]): Promise<string> {
  try {
    await calibrate(runs, [], of);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return 'nothing';
}

/** The same history, its run opened otherwise. */
function openedAs(history: History, otherwise: Partial<EventOf<'run.opened'>>): History {
  const opened = history.first('run.opened');
  const first = opened && { ...opened, ...otherwise };
  return { ...history, first: ((kind: Kind) => (kind === 'run.opened' ? first : history.first(kind))) as History['first'] };
}

describe('calibration', function () {
  this.timeout(60_000);

  it("gives the model's defaults: what the runs that they were fitted to show, to 5 % or a tenth", () => {
    for (const { parameter, fitted, default: bundled, runs } of fit(fittedTo.map(seen))) {
      // None of them was led through partner B, whose filter has a suite of its own.
      if (parameter === 'recallB' || parameter === 'harmB') continue;
      expect(runs, parameter).to.be.at.least(3);
      expect(bundled, parameter).to.be.closeTo(fitted ?? NaN, Math.max(0.1, 0.05 * bundled));
    }
  });

  for (const name of heldOut) {
    it(`keeps the simulated drill within its bounds of ${name}, which was held out`, async () => {
      expect(await beyond(name)).to.deep.equal([]);
    });
  }

  it('notices a model that is wrong: deaf monitoring, a filter that never learns, an edge of half the speed', async () => {
    expect(await beyond('release-smoke-4', { noticeMs: 6000 })).to.include('detect');
    expect(await beyond('release-smoke-4', { learnMs: 60_000 })).to.include.members(['mitigate', 'end-to-end', 'availability']);
    expect(await beyond('release-smoke-4', { overrunMs: 40 })).to.include('requests-lost');
  });

  it('compares every number that the real run measured, and says which were held out', async () => {
    const { parameters, model, runs } = await calibrate([{ history: realRun('quickstart-4'), where: 'a' }], [{ history: realRun('release-smoke-4'), where: 'b' }], of);
    expect(runs.map(({ scenario, heldOut: isHeldOut }) => [scenario, isHeldOut])).to.deep.equal([['quickstart', false], ['release-smoke', true]]);
    expect(runs[0]?.metrics.map(({ id }) => id)).to.include.members(['detect', 'divert', 'first-notice', 'availability', 'latency-p95-baseline']);
    expect(model).to.have.property('greetingMs').closeTo(110, 10);
    expect(parameters.find(({ parameter }) => parameter === 'learnMs')).to.include({ runs: 1 }).and.have.property('fitted').closeTo(710, 50);
  });

  it('says what a run does not show, and leaves that at its default', async () => {
    const [toxic] = fit([seen('release-smoke-4')]).filter(({ parameter }) => parameter === 'toxicMs');
    expect(toxic).to.deep.include({ runs: 0, why: 'no latency was injected' }).and.not.have.property('fitted');
  });

  it('reads from a simulated journal the parameters that it was simulated with', async () => {
    const model = { recall: 0.97, learnMs: 2000, noticeMs: 400, greetingMs: 60, hopsMs: 12, spread: 1.2, commandMs: 40, disfavour: 1, exchangeMs: 25, smtpMs: 70, overrunMs: 4, harm: 0.1 };
    const history = await drillInMemory({ run: 'known', ...of, scenario: seen('quickstart-4').scenario, model });
    // As if it were real: what is fitted is held against what is known.
    const fitted = Object.fromEntries(fit([seenIn(openedAs(history, { simulated: false }), 'known')]).map((one) => [one.parameter, one.fitted]));
    for (const [name, value] of Object.entries(model)) expect(fitted[name], name).to.be.closeTo(value, Math.max(0.02, 0.15 * value));
  });

  it("takes a run in which a cluster served the range, and refuses a team's own ways in, scripts and lists", async () => {
    const real = realRun('release-smoke-4');
    const { scenario } = seen('release-smoke-4');
    const as = (otherwise: object) => ({ history: openedAs(real, { world: 'kubernetes', scenario: { ...scenario, ...otherwise } as unknown as Json }), where: 'reports/staging' });
    const settings = scenario.world.settings as JsonObject;
    const served = seenIn(as({ world: { ...scenario.world, settings: { ...settings, cluster: { interpose: [] } } } }).history, 'a cluster');
    expect(served.scenario).to.deep.equal(scenario);
    expect(await said([as({ world: { ...scenario.world, settings: { cluster: { entries: {} } } } })])).to.match(/expected a run of the practice range, got a team's own ways in.*reports\/staging/);
    expect(await said([as({ world: { ...scenario.world, settings: { edge: 7 } } })])).to.match(/got settings of another world/);
    expect(await said([as({ scripts: [{ path: 'k6/shop.ts', sha256: '', files: {} }] })])).to.match(/expected a run of gameday's own traffic, got k6 scripts of the team's own: k6\/shop\.ts/);
    expect(await said([as({ panel: { file: 'customers.csv' } })])).to.match(/got customers in customers\.csv/);
  });

  it('refuses a simulated run, a damaged journal and a run that measured nothing, by name', async () => {
    const journal = journalOf('release-smoke-4');
    const history = (text: string) => readHistory([{ name: 'journal.ndjson', text }]);
    const simulated = await drillInMemory({ run: 'model', ...of, scenario: seen('release-smoke-4').scenario });
    expect(await said([{ history: simulated, where: 'reports/model' }])).to.match(/expected a run of a real world, got a run of the world simulated.*reports\/model/);
    const lines = journal.split('\n');
    expect(await said([{ history: history(lines.toSpliced(200, 1).join('\n')), where: 'reports/cut' }])).to.match(/expected a journal that verifies.*reports\/cut/);
    expect(await said([{ history: history(`${lines.slice(0, 20).join('\n')}\n`), where: 'reports/short' }])).to.match(/expected a run in which something was measured, got one whose timeline never started.*reports\/short/);
    expect(await said([{ history: history(''), where: 'reports/empty' }])).to.match(/expected a journal that begins with a run/);
  });
});
