/** Tests generators in a real cluster: the contract of `load` by Jobs, a TestRun of several runners, a log whose connection breaks, and what can't start. */
import type { V1Job } from '@kubernetes/client-node';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LoadSecond, LoadSpec, PackedScript } from '../../src/ports/capabilities.ts';
import { Problem } from '../../src/problem.ts';
import type { ClusterClient } from '../../src/worlds/kubernetes/api/client.ts';
import { type ClusterLoad, clusterLoad } from '../../src/worlds/kubernetes/load/load.ts';
import { labels, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { type Outpost, openOutpost } from '../../src/worlds/kubernetes/outpost/outpost.ts';
import { clusterSettings } from '../../src/worlds/kubernetes/settings.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { loadContract } from '../contracts/load.ts';
import { packedScript } from '../tools/k6/packed.ts';
import { eventually, inNamespace } from './kit.ts';
import { image, outpostAlone } from './staging.ts';

/** It also tries the other Service of the very same pod, which is no entry of the drill. */
const script = `import http from 'k6/http';
import { sleep } from 'k6';
export function setup() { return 'of-setup'; }
export function browse(told) { http.get(__ENV.GAMEDAY_TARGET + '/browse?' + told); }
export function astray() { http.get('http://sidedoor/', { timeout: '1s' }); }
export function broken() { throw new Error('no such thing'); }
export function hurry() { for (let n = 0; n < 3; n++) http.get(__ENV.GAMEDAY_TARGET_FRONT); }
`;

const restricted = 'securityContext: { runAsUser: 1000, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false }';

/** A target that answers as the range does on port 80 and tells each change of its count on port 9000. */
const targetManifest = `
apiVersion: v1
kind: Service
metadata: { name: target }
spec:
  selector: { app: target }
  ports: [{ name: http, port: 80, targetPort: 8080 }, { name: count, port: 9000 }]
---
apiVersion: v1
kind: Service
metadata: { name: sidedoor }
spec:
  selector: { app: target }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: v1
kind: Pod
metadata: { name: target, labels: { app: target } }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: target
      image: ${image}
      imagePullPolicy: IfNotPresent
      readinessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 1 }
      ${restricted}
      command:
        - node
        - -e
        - |
          let count = 0;
          const listeners = new Set();
          require('node:http').createServer((request, response) => {
            count += 1;
            for (const socket of listeners) socket.write(count + '\\n');
            request.resume().on('end', () => response.writeHead(/^\\/(portal\\/cases|communities\\/posts)$/.test(request.url) ? 201 : 200, { 'x-served-by': 'origin' }).end('fine'));
          }).listen(8080);
          require('node:net').createServer((socket) => {
            listeners.add(socket);
            socket.on('error', () => {}).on('close', () => listeners.delete(socket)).resume().write(count + '\\n');
          }).listen(9000);
          process.on('SIGTERM', () => process.exit());
`;

const never = () => new AbortController().signal;
const soon = (ms = 60_000) => AbortSignal.timeout(ms);
const sum = (seconds: readonly LoadSecond[], of: (second: LoadSecond) => number) => seconds.reduce((all, second) => all + of(second), 0);

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).to.be.instanceOf(Problem);
  return thrown as Problem;
}

describe('generators in a cluster', function () {
  this.timeout(120_000);
  const at = inNamespace();
  let outpost: Outpost;
  let counting: Socket;
  let counted = 0;
  let over = false;
  let logs = '';
  let scripts: readonly PackedScript[] = [];
  const target = () => `http://target.${at().name}.svc`;

  before(async () => {
    const { apply, kubectl, name, client } = at();
    scripts = [await packedScript(script, './shop/users.ts')];
    logs = await mkdtemp(join(tmpdir(), 'gameday-load-'));
    await apply(`${outpostAlone(name)}---${targetManifest}`);
    await kubectl('rollout', 'status', 'deployment/gameday-agent', '--timeout=90s');
    await kubectl('wait', '--for=condition=Ready', 'pod/target', '--timeout=60s');
    outpost = await openOutpost({ client, run: 'load', receive: async () => ({ status: 404, contentType: 'text/plain', body: '' }) }, soon());
    const { host, port } = await outpost.at(`target.${name}.svc`, 9000);
    // A tunnel that breaks on a busy machine takes its connections along; the count is told anew.
    const count = () => {
      counting = connect(port, host).on('error', () => {}).on('close', () => setTimeout(() => over || count(), 100));
      createInterface({ input: counting }).on('line', (line) => (counted = Number(line))).on('error', () => {});
    };
    count();
  });
  after(async () => {
    over = true;
    counting?.destroy();
    await outpost?.close();
    if (logs !== '') await rm(logs, { recursive: true, force: true });
  });

  const make = (generators: Record<string, unknown> = {}, client: ClusterClient = at().client) => {
    const run = `load-${randomBytes(4).toString('hex')}`;
    const settings = clusterSettings.parse({ generators });
    // One outpost for all tests, each a run of its own: their gates must not meet.
    const gates = { gate: (name: string, waiters: number) => outpost.gate(`${run}-${name}`, waiters) };
    return { run, load: clusterLoad({ run, client, outpost: gates, settings, entries: [target()], clock, logs, scripts }) };
  };
  const spec = (more: Partial<LoadSpec> = {}, settings: LoadSpec['settings'] = {}): LoadSpec => ({ name: 'x', script: 'flood', report: 'counters', stages: [{ rps: 30, forMs: 0 }, { rps: 30, forMs: 2000 }], settings: { entry: target(), shape: 'get', ...settings }, ...more });
  const left = async (run: string) => (await at().kubectl('get', 'jobs,pods,configmaps,services,testruns', '-l', `${labels.run}=${run}`, '-o', 'name')).trim();
  const nothingLeft = (run: string) => eventually('nothing of the run to be left', 30_000, async () => (await left(run)) === '');

  loadContract('a cluster', async () => {
    const { load } = make();
    const before = counted;
    const prepared: Parameters<ClusterLoad['close']>[0][] = [];
    return {
      load: {
        ...load,
        prepare: async (one, stop) => {
          const change = await load.prepare(one, stop);
          prepared.push(change);
          return change;
        },
      },
      target: target(),
      counted: () => counted - before,
      sleep: (ms) => clock.sleep(ms),
      now: () => clock.now(),
      kill: (change) => load.kill(change, soon()),
      close: async () => {
        await Promise.all(prepared.map((change) => load.close(change, soon())));
      },
    };
  });

  it('are bounded in time and in what they may do, leave nothing, and can be ended by whoever has the change alone', async () => {
    const { run, load } = make();
    const change = await load.prepare(spec(), soon());
    const [job] = await at().client.list<V1Job>(types.Job, `${labels.run}=${run}`);
    expect(job?.metadata?.uid).to.equal(change.job.uid);
    expect(job?.spec).to.deep.include({ activeDeadlineSeconds: 3602, ttlSecondsAfterFinished: 300, backoffLimit: 0 });
    expect(job?.spec?.template.spec).to.have.nested.property('securityContext.runAsNonRoot', true);
    const stranger = clusterLoad({ run, client: at().client, outpost, settings: clusterSettings.parse({}), entries: [target()], clock, logs });
    expect((await problemOf(stranger.open(change))).message).to.match(/gate is held by another process/);
    expect(await stranger.running(change)).to.equal(true);
    await stranger.close(change, soon());
    expect(await stranger.running(change)).to.equal(false);
    const end = await load.follow('x', () => {}, never());
    expect(end).to.deep.include({ code: 105, asked: false });
    expect((await problemOf(load.open(change))).message).to.match(/one that has ended/);
    await nothingLeft(run);
    expect(await readFile(join(logs, 'x.k6.log'), 'utf8')).to.match(/load-x-\S+: k6 ended with 105/);
  });

  it('tell every second although the connection to their log breaks, again and again', async () => {
    const { client } = at();
    let broken = 0;
    const breaking: ClusterClient = {
      ...client,
      logs: (pod, container, line, stop, since) => {
        broken += 1;
        return client.logs(pod, container, line, AbortSignal.any([stop, AbortSignal.timeout(700)]), since);
      },
    };
    const { load } = make({}, breaking);
    const change = await load.prepare(spec({ script: 'legitimate', report: 'samples', stages: [{ rps: 40, forMs: 0 }, { rps: 40, forMs: 4000 }] }), soon());
    const before = counted;
    await load.open(change);
    const seconds: LoadSecond[] = [];
    expect((await load.follow('x', (second) => seconds.push(second), never())).code).to.equal(0);
    expect(broken).to.be.greaterThan(3);
    expect(sum(seconds, (second) => second.offered)).to.equal(counted - before).and.be.greaterThan(100);
    await load.close(change, soon());
  });

  it('are several runners of a TestRun that share the profile, start together, and are ended together', async function () {
    const { kubectl, client } = at();
    if (!(await kubectl('api-resources', '--api-group=k6.io', '-o', 'name')).includes('testruns')) {
      process.stdout.write('      skipped: no k6-operator in the cluster\n');
      this.skip();
    }
    const { run, load } = make({ parallelism: 2, cpu: '500m' });
    const change = await load.prepare(spec({ stages: [{ rps: 60, forMs: 0 }, { rps: 60, forMs: 3000 }] }), soon());
    expect(change.job.kind).to.equal('TestRun');
    const jobs = await client.list<V1Job>(types.Job, `k6_cr=${change.job.name},runner=true`);
    expect(jobs.map((job) => job.spec?.activeDeadlineSeconds)).to.deep.equal([3603, 3603]);
    const before = counted;
    await load.open(change);
    const seconds: LoadSecond[] = [];
    const end = await load.follow('x', (second) => seconds.push(second), never());
    expect(end.code, end.saw).to.equal(0);
    expect(sum(seconds, (second) => second.offered - second.dropped)).to.equal(counted - before);
    // Both runners together send one profile, not two.
    expect(counted - before).to.be.within(140, 200);
    expect(sum(seconds, (second) => second.passed)).to.equal(counted - before);
    await load.close(change, soon());
    await nothingLeft(run);

    const second = { ...spec({ report: 'samples', script: 'legitimate', stages: [{ rps: 20, forMs: 0 }, { rps: 20, forMs: 60_000 }] }), name: 'y' };
    const running = await load.prepare(second, soon());
    await load.open(running);
    await eventually('samples of both runners', 20_000, async () => counted - before > 220);
    await load.close(running, soon());
    expect(await load.running(running)).to.equal(false);
    const told = await load.follow('y', () => {}, never());
    expect(told).to.deep.include({ asked: true, code: 105 });
    await nothingLeft(run);
  });

  const team = (classes: Record<string, number>, requests = 1): Pick<LoadSpec, 'script' | 'settings'> => ({ script: { path: './shop/users.ts', classes, requests, takesMs: 2000 }, settings: { entry: target(), entries: { front: target() } } });

  it("run a team's own script from its ConfigMap, count its requests by function, and keep it to the entries", async () => {
    const { run, load } = make();
    const change = await load.prepare({ ...spec({ report: 'samples', stages: [{ rps: 40, forMs: 0 }, { rps: 40, forMs: 4000 }] }), ...team({ browse: 0.5, astray: 0.25, broken: 0.25 }) }, soon());
    const before = counted;
    await load.open(change);
    const seconds: LoadSecond[] = [];
    const end = await load.follow('x', (second) => seconds.push(second), never());
    expect(end.code, end.saw).to.equal(0);
    const of = (name: string, what: 'sent' | 'ok' | 'failed') => sum(seconds, ({ classes }) => classes[`${name}/all`]?.[what] ?? 0);
    expect(of('browse', 'ok')).to.equal(counted - before).and.equal(of('browse', 'sent')).and.be.greaterThan(50);
    expect(of('astray', 'failed')).to.equal(of('astray', 'sent')).and.be.greaterThan(15);
    expect(of('broken', 'failed')).to.equal(of('broken', 'sent')).and.be.greaterThan(15);
    expect(end.saw).to.equal(`k6 ended with 0: it sent its whole profile; ${of('broken', 'sent')} iterations threw (broken() threw Error: no such thing); ${of('astray', 'sent')} requests were meant for an address outside this drill, and stopped`);
    await load.close(change, soon());
    await nothingLeft(run);
  });

  it("share a team's own script among the runners of a TestRun, held to its cap together", async function () {
    const { kubectl } = at();
    if (!(await kubectl('api-resources', '--api-group=k6.io', '-o', 'name')).includes('testruns')) {
      process.stdout.write('      skipped: no k6-operator in the cluster\n');
      this.skip();
    }
    const { run, load } = make({ parallelism: 2, cpu: '500m' });
    const change = await load.prepare({ ...spec({ stages: [{ rps: 40, forMs: 0 }, { rps: 40, forMs: 4000 }] }), ...team({ hurry: 1 }, 2) }, soon());
    expect(change.job.kind).to.equal('TestRun');
    const before = counted;
    await load.open(change);
    const seconds: LoadSecond[] = [];
    const end = await load.follow('x', (second) => seconds.push(second), never());
    expect(end.code, end.saw).to.equal(0);
    expect(sum(seconds, ({ offered, dropped }) => offered - dropped)).to.equal(counted - before);
    expect(sum(seconds, ({ passed }) => passed)).to.equal(counted - before);
    // It wanted 480, and the two of them together may send 88 a second for 4 s and the 2 s in which the last iterations may end.
    expect(counted - before).to.be.within(160, 88 * 6 + 2);
    await load.close(change, soon());
    await nothingLeft(run);
  });

  const refused: Readonly<Record<string, { generators?: Record<string, unknown>; settings?: LoadSpec['settings']; before?: string; says: RegExp }>> = {
    'its image cannot be pulled': { generators: { image: 'gameday.invalid/k6:none' }, says: /(?:ErrImagePull|ImagePullBackOff): .*gameday\.invalid/s },
    'no node may take it': { generators: { nodeSelector: { 'gameday.dev/nowhere': 'yes' } }, says: /Unschedulable: 0\/\d+ nodes are available/ },
    'its script refuses what it is told': { settings: { shape: 'tsunami' }, says: /k6 ended with 107.*expected a shape of flood \(get, cache-busting.*tsunami/s },
    'the quota is used up': { before: 'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: none }\nspec: { hard: { pods: "0" } }', says: /FailedCreate: .*exceeded quota: none/ },
  };
  for (const [why, { generators, settings, before, says }] of Object.entries(refused)) {
    it(`say in the cluster's own words that ${why}, and leave nothing`, async () => {
      if (before !== undefined) await at().apply(before);
      const { run, load } = make(generators);
      try {
        const problem = await problemOf(load.prepare(spec({}, settings), soon()));
        expect(problem.message).to.match(/^expected generator "x" to wait at its gate/).and.to.match(says);
        expect(load.names()).to.deep.equal([]);
        await nothingLeft(run);
      } finally {
        if (before !== undefined) await at().kubectl('delete', 'resourcequota', 'none');
      }
    });
  }
});
