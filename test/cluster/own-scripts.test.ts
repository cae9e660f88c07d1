/** Runs the example's drill in a real cluster: a shop under its team's own k6 scripts, from the steady state to the scorecard. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { gameday, liveRun } from '../kill/live-run.ts';
import { expectAllWithdrawn } from '../trouble/aftermath.ts';
import { inNamespace } from './kit.ts';
import { image, nothingLeft, shopManifests } from './staging.ts';

describe("a drill with a team's own scripts alone", function () {
  this.timeout(240_000);
  const at = inNamespace();
  let config = '';
  const before_ = process.env['XDG_CONFIG_HOME'];
  const where = () => ['--world', 'kubernetes', '--namespace', at().name];

  before(async () => {
    config = mkdtempSync(join(tmpdir(), 'gameday-config-'));
    mkdirSync(join(config, 'gameday'));
    writeFileSync(join(config, 'gameday/config.yaml'), `contexts: [${at().client.context}]\n`);
    process.env['XDG_CONFIG_HOME'] = config;
    await at().apply(await shopManifests());
    const installed = await gameday('install', '--namespace', at().name, '--image', image).exited;
    expect(installed.code, installed.output).to.equal(0);
    for (const deployment of ['shop', 'payments']) await at().kubectl('rollout', 'status', `deployment/${deployment}`, '--timeout=90s');
  });
  after(() => {
    if (config !== '') rmSync(config, { recursive: true });
    if (before_ === undefined) delete process.env['XDG_CONFIG_HOME'];
    else process.env['XDG_CONFIG_HOME'] = before_;
  });

  it('has a steady state, users by function, an attack that arrives, and leaves the namespace as it was', async () => {
    const run = liveRun('k8s/examples/shop/drill.yaml', ...where());
    try {
      const { output } = await run.exited;
      expect(run.of('steady.checked')[0]?.ok, output).to.equal(true);
      expect([...new Set(run.of('traffic.second').flatMap(({ classes }) => Object.keys(classes)))]).to.have.members(['look/all', 'pay/all']);
      const sent = run.of('flood.second').reduce((sum, second) => sum + second.sent, 0);
      expect(sent).to.be.within(200, 30 * 1.1 * 12);
      for (const end of run.of('generator.ended')) expect(end, end.saw).to.deep.include({ expected: true, saw: 'k6 ended with 105: a signal stopped it' });
      expectAllWithdrawn(run.events());
      const { validity } = JSON.parse(readFileSync(join(run.folder, 'scorecard.json'), 'utf8')) as Scorecard;
      for (const id of ['steady', 'generators', 'felt/flood', 'felt/latency', 'withdrawn']) expect(validity.find((one) => one.id === id)?.is, JSON.stringify(validity)).to.equal('held');
      await nothingLeft(at(), run.of('run.opened')[0]?.run ?? '');
    } finally {
      run.clean();
    }
  });

  it('is refused while nobody says that they change no state', async () => {
    const file = join(config, 'drill.yaml');
    writeFileSync(file, readFileSync('k8s/examples/shop/drill.yaml', 'utf8').replace(', changesState: false', ''));
    for (const script of ['users.ts', 'attack.ts']) writeFileSync(join(config, script), readFileSync(join('k8s/examples/shop', script)));
    const { code, output } = await gameday('check', file, ...where()).exited;
    expect(code, output).to.equal(64);
    expect(output).to.match(/the scenario's traffic runs \.\/users\.ts, of which nobody said `changesState: false`: on a team's own system .*world\.settings\.cluster\.synthetic/).and.not.match(/inject flood runs/);
  });
});
