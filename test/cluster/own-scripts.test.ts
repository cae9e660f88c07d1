/** Runs the example's drill in a real cluster: a shop under its team's own k6 scripts, from the steady state to the scorecard, by hand and as the Job of a schedule. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import type { Event } from '../../src/record/events.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { gameday, liveRun } from '../kill/live-run.ts';
import { expectAllWithdrawn, ofKind } from '../trouble/aftermath.ts';
import { journalsOn } from './journals.ts';
import { eventually, inNamespace } from './kit.ts';
import { image, nothingLeft, shopManifests } from './staging.ts';

describe("a drill with a team's own scripts alone", function () {
  this.timeout(300_000);
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

  it('runs the same from a schedule, whose Job has the packed scripts alone, and goes with it', async () => {
    const { kubectl } = at();
    const journals = await journalsOn(at());
    try {
      const { code, output } = await gameday('schedule', 'k8s/examples/shop/drill.yaml', '--cron', '0 4 1 1 *', '--namespace', at().name, '--image', image, '--out', config, '--json').exited;
      expect(code, output).to.equal(0);
      const { manifest, scripts } = JSON.parse(output) as { readonly manifest: string; readonly scripts: ResolvedScenario['scripts'] };
      expect(scripts.map((script) => Object.keys(script.files))).to.deep.equal([['users.ts'], ['attack.ts']]);
      await kubectl('apply', '--server-side', '-f', manifest);
      await kubectl('create', 'job', '--from=cronjob/gameday-shop', 'now');
      await eventually('the Job to end', 150_000, async () => /Complete|Failed/.test(await kubectl('get', 'job', 'now', '-o', 'jsonpath={.status.conditions[*].type}')));
      const log = await kubectl('logs', 'job/now');
      const events = log.split('\n').filter((line) => line.startsWith('{"seq":')).map((line) => JSON.parse(line) as Event);
      const [opened] = ofKind(events, 'run.opened');
      expect((opened?.scenario as unknown as ResolvedScenario | undefined)?.scripts, log.slice(-2000)).to.deep.equal(scripts);
      expect([...new Set(ofKind(events, 'traffic.second').flatMap(({ classes }) => Object.keys(classes)))]).to.have.members(['look/all', 'pay/all']);
      expect(ofKind(events, 'flood.second').reduce((sum, second) => sum + second.sent, 0)).to.be.within(200, 30 * 1.1 * 12);
      expectAllWithdrawn(events);
      await nothingLeft(at(), opened?.run ?? '');
      const scheduled = ['-l', 'app.kubernetes.io/name=gameday-shop'];
      await kubectl('delete', 'cronjob,configmap', ...scheduled);
      await eventually('nothing of the schedule to be left', 40_000, async () => (await kubectl('get', 'cronjobs,jobs,pods,configmaps', ...scheduled, '-o', 'name')).trim() === '');
    } finally {
      await journals.remove();
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
