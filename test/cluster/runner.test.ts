/** Runs drills as Jobs from k8s/runner's manifests, with the agent's Role and no more: to their end, killed and deleted; the record is on a volume and in the pod's log, the same either way. */
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { Event } from '../../src/record/events.ts';
import { readRun } from '../../src/store/segments.ts';
import { types } from '../../src/worlds/kubernetes/api/objects.ts';
import { gameday, root, scratch } from '../cli/gameday.ts';
import { expectAllWithdrawn, ofKind } from '../trouble/aftermath.ts';
import { type Journals, journalsOn } from './journals.ts';
import { eventually, noCluster } from './kit.ts';
import { nothingLeft, onPractice } from './practice.ts';

const isRecord = (line: string): boolean => line.startsWith('{"seq":');

/** As far as the manifest is changed here. */
interface Manifest {
  readonly metadata: object;
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly object[]; readonly volumes: readonly { readonly name: string }[] } } };
}

interface Runner {
  readonly pod: () => Promise<V1Pod>;
  /** Whole lines of the record so far, as the pod's log has them. */
  readonly events: () => readonly Event[];
  /** What the log says to people. */
  readonly said: () => string;
  /** Writes the record of the log as the folder of a run. */
  readonly folder: () => string;
}

describe('the runner as a Job', function () {
  this.timeout(400_000);
  const at = onPractice();
  const { folder: base, clean } = scratch();
  const following: ChildProcess[] = [];
  afterEach(() => following.splice(0).forEach((child) => child.kill()));
  after(clean);
  let journals: Journals | undefined;
  before(async function () {
    this.timeout(90_000);
    if (noCluster === undefined) journals = await journalsOn(at());
  });
  after(async () => journals?.remove());
  const emptyDir = { journal: { name: 'journal', emptyDir: {} } };

  /** Applies the Job of k8s/runner under a name of its own, with other `volumes` by name and other fields of its pods, and follows its log. */
  async function started(name: string, { volumes: others = {}, ...more }: { readonly volumes?: Readonly<Record<string, object>>; readonly shareProcessNamespace?: boolean } = {}): Promise<Runner> {
    const job = parse(readFileSync(path.join(root, 'k8s/runner/job.yaml'), 'utf8')) as Manifest;
    const { template } = job.spec;
    const image = process.env['GAMEDAY_IMAGE'];
    const containers = template.spec.containers.map((container) => ({ ...container, ...(image !== undefined && { image }) }));
    const own: Readonly<Record<string, object>> = { ...others, scenario: { name: 'scenario', configMap: { name } } };
    const volumes = template.spec.volumes.map((volume) => own[volume.name] ?? volume);
    await at().apply(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { 'scenario.yaml': readFileSync(path.join(root, 'test/fixtures/cluster.yaml'), 'utf8') } }));
    await at().apply(JSON.stringify({ ...job, metadata: { ...job.metadata, name }, spec: { ...job.spec, template: { ...template, spec: { ...template.spec, containers, volumes, ...more } } } }));
    let log = '';
    const pod = async () => {
      const [found] = await at().client.list<V1Pod>(types.Pod, `job-name=${name}`);
      if (found === undefined) throw new Error(`no pod of ${name}`);
      return found;
    };
    await eventually(`${name} to run`, 120_000, async () => (await pod()).status?.containerStatuses?.some(({ state }) => state?.waiting === undefined));
    const follow = spawn('kubectl', ['-n', at().name, 'logs', '--follow', `job/${name}`], { stdio: ['ignore', 'pipe', 'ignore'] });
    following.push(follow);
    follow.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    const whole = () => log.split('\n').slice(0, -1);
    return {
      pod,
      events: () => whole().filter(isRecord).map((line) => JSON.parse(line) as Event),
      said: () => whole().filter((line) => !isRecord(line)).join('\n'),
      folder: () => {
        const folder = path.join(base, name);
        mkdirSync(folder);
        writeFileSync(path.join(folder, 'journal.ndjson'), `${whole().filter(isRecord).join('\n')}\n`);
        return folder;
      },
    };
  }

  const runOf = (runner: Runner): string => ofKind(runner.events(), 'run.opened')[0]?.run ?? 'unknown';
  const recordIn = (folder: string): string => readFileSync(path.join(folder, 'journal.ndjson'), 'utf8');
  /** Its folder on the volume, copied to this machine. */
  async function onVolume(runner: Runner): Promise<string> {
    const run = runOf(runner);
    const folder = path.join(base, 'volume', run);
    await journals?.fetch(run, folder);
    return folder;
  }
  const ended = (runner: Runner) => eventually('the runner to end', 240_000, async () => (await runner.pod()).status?.containerStatuses?.[0]?.state?.terminated);
  const flooding = (runner: Runner) =>
    eventually('all faults to be there', 180_000, async () => {
      const there = ofKind(runner.events(), 'change.applied').map(({ inject }) => inject);
      if ((await runner.pod()).status?.phase !== 'Running') throw new Error(`the runner ended: ${runner.said()}`);
      return ['latency', 'no-mail', 'flood'].every((inject) => there.includes(inject));
    });

  it('comes to its end under the Role, and its log is a whole record that judges to the same outside, byte by byte the journal on the volume', async () => {
    const runner = await started('whole');
    const { exitCode } = await ended(runner);
    // A machine that is busy with other things makes a drill inconclusive; what the Role denied would show as such.
    expect([0, 2], runner.said()).to.include(exitCode);
    expect(JSON.stringify(runner.events())).not.to.match(/forbidden/i);
    await eventually('the whole log', 20_000, async () => runner.said().includes('Scorecard: '));
    expectAllWithdrawn(runner.events());
    const folder = runner.folder();
    expect(readRun(folder).integrity).to.include({ state: 'whole' });
    const judged = await gameday(['judge', folder]);
    expect(judged.code, judged.out).to.equal(exitCode);
    expect(runner.said()).to.include(judged.out.slice(0, judged.out.indexOf('\nScorecard: ')));
    expect(recordIn(await onVolume(runner))).to.equal(recordIn(folder));
    await nothingLeft(at(), runOf(runner), 10_000);
  });

  it('killed mid-flood, is withdrawn by the reaper in the cluster, and its record judges as cut short, from the log and from the volume', async () => {
    // Only with a shared process namespace can somebody else in the pod send the signal that can't be handled: the first process is exempt in its own.
    const runner = await started('killed', { shareProcessNamespace: true });
    await flooding(runner);
    const kill = `for (const pid of require('fs').readdirSync('/proc').filter(Number)) try { if (/gameday\\.ts\\0run/.test(require('fs').readFileSync('/proc/' + pid + '/cmdline', 'utf8'))) process.kill(+pid, 'SIGKILL'); } catch (error) { if (error.code !== 'ENOENT') throw error; }`;
    await at().kubectl('exec', (await runner.pod()).metadata?.name ?? '', '--', 'node', '-e', kill).catch(() => 'the container went before the answer');
    expect((await ended(runner)).exitCode).to.equal(137);
    const goneFrom = performance.now();
    await nothingLeft(at(), runOf(runner), 60_000);
    process.stdout.write(`      seen gone ${Math.round(performance.now() - goneFrom)} ms after the end\n`);
    expect(ofKind(runner.events(), 'run.closed')).to.deep.equal([]);
    const folder = runner.folder();
    expect(readRun(folder).integrity).to.include({ state: 'cut short' });
    const judged = await gameday(['judge', folder]);
    // The record ends before the reaper began, so it can't vouch for an end of the faults; the reaper's log does.
    expect(judged.code, judged.out).to.equal(4);
    expect(judged.out).to.include('The record is cut short.');
    // What the file took with its last breath may not have come into the log any more.
    const kept = await onVolume(runner);
    expect(recordIn(kept).startsWith(recordIn(folder)), 'the log begins the journal on the volume').to.equal(true);
    expect(readRun(kept).integrity).to.include({ state: 'cut short' });
    const fromVolume = await gameday(['judge', kept]);
    expect(fromVolume.code, fromVolume.out).to.equal(4);
    expect(fromVolume.out).to.include('The record is cut short.');
    const reaped = (await at().kubectl('logs', 'deployment/gameday-agent', '--container=reaper')).split('\n').filter((line) => line.includes(runOf(runner)));
    expect(reaped.at(-1)).to.include('nothing of the run is left');
  });

  it('withdraws everything itself when its pod is deleted', async () => {
    const runner = await started('deleted', { volumes: emptyDir });
    await flooding(runner);
    await at().kubectl('delete', 'pod', (await runner.pod()).metadata?.name ?? '', '--wait=false');
    await eventually('the end of the record', 90_000, async () => ofKind(runner.events(), 'run.closed').length > 0);
    expect(ofKind(runner.events(), 'run.closed')[0]).to.include({ because: 'aborted' });
    expectAllWithdrawn(runner.events());
    await nothingLeft(at(), runOf(runner), 30_000);
    const folder = runner.folder();
    expect(readRun(folder).integrity).to.include({ state: 'whole' });
    expect((await gameday(['judge', folder])).code).to.equal(3);
  });
});
