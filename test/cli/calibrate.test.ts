/** Holds the tests of the verb `calibrate` and of what takes its parameters: tables, JSON, files, and wrong usage that says what to do. */
import { expect } from 'chai';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Calibration } from '../../src/studies/calibrate/calibrate.ts';
import { journalOf } from '../fixtures/real-runs.ts';
import { gameday, scratch } from './gameday.ts';

describe('gameday calibrate', function () {
  this.timeout(120_000);
  const { folder, clean } = scratch();
  after(clean);
  const run = (name: string, journal: string) => {
    mkdirSync(path.join(folder, 'reports', name), { recursive: true });
    writeFileSync(path.join(folder, 'reports', name, 'journal.ndjson'), journal);
  };
  before(() => {
    for (const name of ['release-smoke-4', 'release-smoke-5']) run(name, journalOf(name));
    run('short', journalOf('release-smoke-4').split('\n').slice(0, 20).join('\n'));
    for (const [name, text] of [['no-json', 'model'], ['fine', '{}'], ['typo', '{ "smtpMS": 4 }'], ['impossible', '{ "recall": 1.5 }'], ['shares', '{ "dns": { "ttls": [{ "ms": 1000, "share": 0.5 }] } }']] as const) writeFileSync(path.join(folder, `${name}.json`), text);
  });
  const there = { cwd: folder };

  it('prints parameters and metrics, real beside simulated, and writes what --model takes', async () => {
    const { code, out } = await gameday(['calibrate', 'reports/release-smoke-4', '--held-out', 'reports/release-smoke-5', '--out', 'model.json'], there);
    expect(code, out).to.equal(0);
    expect(out).to.match(/parameter +default +fitted[\s\S]*smtpMs +110 +11\d/);
    expect(out).to.match(/toxicMs +0\.06 +not shown +[\s\S]*no latency was\s+injected/);
    expect(out).to.match(/Fitted to: [\w-]+-release-smoke-[0-9a-f]{6}, \d+ metrics, all within their bounds/);
    expect(out).to.match(/Held out: [\s\S]*metric +real +simulated +difference +bound/);
    expect(out).to.match(/availability +\d+\.?\d* % +\d+\.?\d* % +[+−][\d.]+ points +±5 points +within/);
    const model = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as Record<string, number>;
    expect(model['greetingMs']).to.be.closeTo(107, 5);
    expect(model).not.to.have.property('toxicMs');
    const simulated = await gameday(['run', 'release-smoke', '--world', 'simulated', '--model', 'model.json', '--out', 'simulated', '--quiet'], there);
    expect(simulated.err).to.equal('');
    expect(readFileSync(path.join(folder, 'simulated/journal.ndjson'), 'utf8')).to.include(`"greetingMs":${model['greetingMs']}`);
    const refused = await gameday(['calibrate', 'simulated'], there);
    expect(refused.code).to.equal(64);
    expect(refused.err).to.match(/expected a run of a real world, got a run of the world simulated, which is the model itself \(simulated\)/);
  });

  it('prints the same as JSON, and ends 1 where a metric is beyond its bound', async () => {
    const { code, out } = await gameday(['calibrate', 'reports/release-smoke-5', '--json'], there);
    const { parameters, model, runs } = JSON.parse(out) as Calibration;
    expect(parameters.map(({ parameter }) => parameter)).to.include.members(['overrunMs', 'recall', 'noticeMs']);
    expect(Object.keys(model)).to.have.length(parameters.filter(({ fitted }) => fitted !== undefined).length);
    expect(runs).to.have.length(1);
    expect(code).to.equal(runs.every(({ metrics }) => metrics.every(({ within }) => within)) ? 0 : 1);
  });

  const wrong: Record<string, [args: string[], said: RegExp]> = {
    'no run': [['calibrate'], /missing required argument 'runs'/],
    'a run that is not there': [['calibrate', 'reports/none'], /expected a run: "latest"/],
    'a run that measured nothing': [['calibrate', 'reports/short'], /expected a run in which something was measured, got one whose timeline never started \(reports\/short\)/],
    'a run that is fitted to and held out': [['calibrate', 'reports/release-smoke-4', '--held-out', 'reports/release-smoke-4'], /expected other runs to be held out/],
    'a model that is no JSON': [['run', 'quickstart', '--world', 'simulated', '--model', 'no-json.json'], /expected a JSON file of the model's parameters.*\(no-json\.json\)/],
    'a parameter that does not exist': [['run', 'quickstart', '--world', 'simulated', '--model', 'typo.json'], /Unrecognized key: "smtpMS"; did you mean "smtpMs"\? \(typo\.json\)/],
    'a probability above 1': [['simulate', 'quickstart', '--runs', '1', '--model', 'impossible.json'], /recall: .*<=1 \(impossible\.json\)/],
    'shares that leave somebody out': [['run', 'quickstart', '--world', 'simulated', '--model', 'shares.json'], /dns\.ttls: expected shares that add up to 1 \(shares\.json\)/],
    'a model for a real world': [['run', 'quickstart', '--world', 'local', '--model', 'fine.json'], /expected --world simulated with --model, got --world local/],
  };
  for (const [what, [args, said]] of Object.entries(wrong)) {
    it(`refuses ${what}`, async () => {
      const { code, err } = await gameday(args, there);
      expect(err).to.match(said);
      expect(code).to.equal(64);
    });
  }
});
