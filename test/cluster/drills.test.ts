/** Runs whole drills on the practice range of a real cluster, and does to them what happens there: kills, restarts, a vanished namespace. */
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { receiversSecret } from '../../src/worlds/kubernetes/outpost/receivers.ts';
import { gameday, type LiveRun } from '../kill/live-run.ts';
import { expectAllWithdrawn, expectPlainWords } from '../trouble/aftermath.ts';
import { eventually } from './kit.ts';
import { nothingLeft, onPractice } from './practice.ts';

const scenario = 'test/fixtures/cluster.yaml';
const restart = process.env['GAMEDAY_RESTART'];
const runOf = (run: LiveRun): string => run.of('run.opened')[0]?.run ?? '';
const scorecardOf = (run: LiveRun) => JSON.parse(readFileSync(join(run.folder, 'scorecard.json'), 'utf8')) as Scorecard;
const applied = (run: LiveRun, inject: string) => run.until('change.applied', (event) => event.inject === inject, 120_000);

describe('drills in a cluster', function () {
  this.timeout(300_000);
  const at = onPractice();

  it('go from a flood, latency and an outage of e-mail to a scorecard, and leave the namespace as it was', async () => {
    const secret = (await receiversSecret(at().client)) ?? '';
    expect(secret).to.match(/^[\w-]{22}$/);
    const run = at().drill(scenario);
    try {
      await applied(run, 'latency');
      const url = 'http://gameday-agent:8700/receive/current/alertmanager';
      expect(await at().kubectl('exec', 'deploy/social', '--', 'node', '-e', `fetch('${url}', { method: 'POST', body: '{}' }).then(async (answer) => process.stdout.write(answer.status + ' ' + (await answer.text())))`)).to.equal('404 not found\n');
      const exit = await run.exited;
      expectPlainWords(exit, 0);
      expectAllWithdrawn(run.events());
      // Alerts and calls of the range itself know the secret; whoever doesn't is counted.
      expect(run.of('receiver.refused').map(({ receiver, status }) => [receiver, status])).to.deep.equal([['unknown', 404]]);
      expect(run.of('alert.heard').map(({ receiver }) => receiver)).to.include('alertmanager');
      for (const file of readdirSync(run.folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
        expect(readFileSync(join(file.parentPath, file.name)).includes(secret), `the secret in ${file.name}`).to.equal(false);
      }
      expect(exit.output).to.not.include(secret);
      const { validity, provenance } = { provenance: run.of('world.opened')[0], ...scorecardOf(run) };
      expect(validity.filter(({ is }) => is !== 'held' && is !== 'not applicable'), JSON.stringify(validity)).to.deep.equal([]);
      expect(JSON.stringify(provenance?.description)).to.include(at().name);
      expect(run.of('flood.second').reduce((sum, second) => sum + second.sent, 0)).to.be.greaterThan(100);
      expect(run.of('cluster.changed').some((change) => change.object === 'Pod')).to.equal(true);
      await nothingLeft(at(), runOf(run), 10_000);
    } finally {
      run.clean();
    }
  });

  it('refuse a second one in the same namespace, and say who holds it', async () => {
    const first = at().drill(scenario);
    const second = at().drill(scenario);
    try {
      const ends = await Promise.all([first.exited, second.exited]);
      const refused = ends.find(({ code }) => code === 64);
      expect(refused, ends.map(({ output }) => output).join('\n')).not.to.equal(undefined);
      expect(refused?.output).to.match(/expected nobody else to drill here, got run \S+ .*has the Lease/);
      expect(ends.filter(({ code }) => code !== 64)).to.have.length(1);
    } finally {
      first.clean();
      second.clean();
    }
  });

  it('are withdrawn within seconds when their runner is killed mid-flood, and the report is rebuilt', async () => {
    const run = at().drill(scenario);
    try {
      await Promise.all(['latency', 'no-mail', 'flood'].map((inject) => applied(run, inject)));
      const killed = performance.now();
      run.child.kill('SIGKILL');
      await run.exited;
      await nothingLeft(at(), runOf(run), 40_000);
      const goneMs = performance.now() - killed;
      const closed = await run.until('run.closed', undefined, 40_000);
      expect(closed).to.deep.include({ because: 'cut short', leftBehind: [] });
      expectAllWithdrawn(run.events());
      const judged = await gameday('judge', run.folder).exited;
      expect(judged.code, judged.output).to.equal(2);
      expect(existsSync(join(run.folder, 'scorecard.html'))).to.equal(true);
      process.stdout.write(`      seen gone ${Math.round(goneMs)} ms after the kill\n`);
    } finally {
      run.clean();
    }
  });

  it('go on to an honest end when Toxiproxy and the edge are restarted meanwhile', async () => {
    const run = at().drill(scenario);
    try {
      await applied(run, 'latency');
      await at().kubectl('delete', 'pod', '-l', 'app.kubernetes.io/name=toxiproxy', '--wait=false');
      await applied(run, 'flood');
      await at().kubectl('delete', 'pod', '-l', 'app.kubernetes.io/name=edge', '--wait=false');
      const exit = await run.exited;
      expectPlainWords(exit, exit.code ?? -1);
      // What was broken by others is not the drill's to certify; what it must not do is leave anything, or call it a pass.
      expect([1, 2, 3], exit.output).to.include(exit.code);
      expectAllWithdrawn(run.events());
      await nothingLeft(at(), runOf(run), 30_000);
    } finally {
      run.clean();
    }
  });

  for (const [awayS, howLong] of [[5, 'for a while'], [15, 'for longer than a Lease lasts']] as const) {
    it(`leave nothing when the API server is away ${howLong} in the middle of a flood`, async function () {
      this.timeout(420_000);
      if (restart === undefined) {
        process.stdout.write('    skipped: no GAMEDAY_RESTART, a command that restarts a component of the cluster, as in `restart kube-apiserver 5`\n');
        this.skip();
      }
      const run = at().drill(scenario);
      try {
        await applied(run, 'flood');
        const back = $`${restart} kube-apiserver ${awayS}`;
        await eventually('the API server to be away', 10_000, () => at().client.version().then(() => false, () => true));
        await back;
        const exit = await run.exited;
        process.stdout.write(`      ended with ${exit.code ?? 'a signal'}\n`);
        expectPlainWords(exit, exit.code ?? -1);
        expect([0, 1, 2, 3], exit.output).to.include(exit.code);
        // Whoever withdrew, the runner or, since its Lease ran out, the reaper in the namespace: in the end nothing is left. Pods are ended by the cluster's own
        // controllers, which wait longer and longer before they ask an API server again that was away several times.
        await nothingLeft(at(), runOf(run), 240_000);
      } finally {
        run.clean();
      }
    });
  }
});

/** With a range of its own, which was up all the time: what it does to it leaves nothing to try again on. */
describe('a drill in a cluster', function () {
  this.timeout(300_000);
  const at = onPractice();

  it('ends, and says that it could not withdraw, when its namespace is deleted', async () => {
    const run = at().drill(scenario);
    try {
      await applied(run, 'no-mail');
      await at().kubectl('delete', 'namespace', at().name, '--wait=false');
      const exit = await run.exited;
      expect(exit.output).not.to.match(/\n\s+at .*:\d+:\d+/);
      expect(exit.output).not.to.match(/internal error/);
      expect([2, 3, 4], exit.output).to.include(exit.code);
      await eventually('the namespace to be gone, with nothing of the drill in its way', 120_000, async () => (await at().kubectl('get', 'namespace', at().name, '--ignore-not-found')).trim() === '');
    } finally {
      run.clean();
    }
  });
});

