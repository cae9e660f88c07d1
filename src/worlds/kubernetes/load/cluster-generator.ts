/** Holds one generator in the cluster from its making to its end: its runners wait at the gate, are let go, tell their seconds. */
import type { V1OwnerReference } from '@kubernetes/client-node';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadSpec, PackedScript } from '../../../ports/capabilities.ts';
import type { Clock } from '../../../ports/time.ts';
import { mishapsText } from '../../../tools/k6/exit-codes.ts';
import { SecondLog } from '../../../tools/k6/second-log.ts';
import { secondsOf } from '../../../tools/k6/seconds-of.ts';
import { archiveOf, teamConfig } from '../../../tools/k6/team-run.ts';
import { addressesOf } from './addresses-of.ts';
import type { ClusterClient } from '../api/client.ts';
import { endGenerator } from './end-generator.ts';
import { followRunner, type Seen } from './follow.ts';
import { generatorJob } from './generator-job.ts';
import { generatorLabels, type GeneratorPlan, k6ApiPort, objectNameOf } from './generator-pod.ts';
import { scriptsFor, type TeamFiles } from './k6-scripts.ts';
import { types } from '../api/objects.ts';
import type { Outpost } from '../outpost/outpost.ts';
import { type PodPort, podPort } from './pod-port.ts';
import { type JobChange, nameOf, podsOf, type RunnerEnd } from './runner-pods.ts';
import type { ClusterSettings } from '../settings.ts';
import { whenRunnersWait } from './start-runners.ts';
import { createTestRun, limitRunners } from './test-run.ts';

export interface ClusterLoadOptions {
  readonly run: string;
  readonly client: ClusterClient;
  readonly outpost: Pick<Outpost, 'gate'>;
  readonly settings: ClusterSettings;
  /** URLs of the drill's ways in, as the namespace resolves them. */
  readonly entries: readonly string[];
  readonly clock: Clock;
  /** A folder for what k6 says about errors. */
  readonly logs: string;
  /** The team's own scripts. */
  readonly scripts?: readonly PackedScript[];
}

export interface ClusterGenerator {
  readonly change: JobChange;
  readonly spec: LoadSpec;
  readonly log: SecondLog;
  over(): boolean;
  open(): Promise<number>;
  end(graceSeconds: number, stop: AbortSignal): Promise<void>;
}

/** k6 writes its samples every 200 ms; by kubelet and API server they come later than through a pipe. */
const samplesLateMs = 1000;
/** A generator that failed to start is taken away with a deadline of its own, since the other may be what is over. */
const cleanUpMs = 10_000;

/** What a script of the team's own needs in its pods; it may reach its entries and its gate. */
async function teamFilesOf(spec: LoadSpec, gate: string, { client, settings, entries, scripts = [] }: ClusterLoadOptions): Promise<TeamFiles | undefined> {
  const { script } = spec;
  if (typeof script === 'string') return undefined;
  const allowed = await addressesOf(client, [...entries, gate].map((url) => new URL(url).hostname));
  return { archive: archiveOf(spec, script, scripts), config: teamConfig({ ...spec, script }, { allowed, runners: settings.generators.parallelism }) };
}

async function make(client: ClusterClient, plan: GeneratorPlan, team: TeamFiles | undefined): Promise<JobChange> {
  const kind = plan.settings.generators.parallelism > 1 ? 'TestRun' : 'Job';
  const made = kind === 'TestRun' ? await createTestRun(client, plan) : await client.create(generatorJob(plan));
  const job = { kind, name: plan.object, uid: made.metadata?.uid ?? '' } as const;
  const owner: V1OwnerReference = { ...types[kind], name: job.name, uid: job.uid };
  // The owner comes first, so that a cluster which refuses it is left as it was; its pods wait for their volume until this is there.
  await client.create(await scriptsFor(plan.object, generatorLabels(plan.run), owner, team));
  return { name: plan.spec.name, job };
}

/** What a watch tells of the pods, by name: it is also told how a pod ended that nobody can read any more. */
function watchedPods(client: ClusterClient, names: readonly string[], stop: AbortSignal): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  const watching = client.watch(types.Pod, (phase, pod) => {
    if (names.includes(nameOf(pod))) seen.set(nameOf(pod), { pod, gone: phase === 'DELETED' });
  }, stop);
  // Whoever asks reads the pod itself then.
  watching.catch(() => {});
  return seen;
}

function together(ends: readonly RunnerEnd[]): Pick<RunnerEnd, 'code' | 'saw'> {
  const [first = { code: null, saw: 'no runner' }] = ends;
  const worst = ends.find(({ code }) => code !== 0) ?? first;
  const same = ends.every(({ saw }) => saw === first.saw);
  return { code: worst.code, saw: same ? first.saw : ends.map(({ saw }, i) => `runner ${i + 1}: ${saw}`).join('; ') };
}

export async function startClusterGenerator(spec: LoadSpec, options: ClusterLoadOptions, stop: AbortSignal): Promise<ClusterGenerator> {
  const { run, client, outpost, settings, clock, logs } = options;
  const gate = await outpost.gate(spec.name, settings.generators.parallelism);
  const ended = new AbortController();
  // Nobody waits for the gate to be gone: the outpost takes it away with the run, at the latest.
  const leave = () => (ended.abort(), void gate.remove().catch(() => {}));
  const ports: PodPort[] = [];
  let change: JobChange | undefined;
  try {
    const plan = { object: objectNameOf(run, spec.name), run, spec, gate: gate.url, settings };
    change = await make(client, plan, await teamFilesOf(spec, gate.url, options));
    const made = change;
    await whenRunnersWait({ client, clock, change, arrived: gate.arrived(ended.signal) }, stop);
    if (change.job.kind === 'TestRun') await limitRunners(client, plan);
    const pods = (await podsOf(client, change.job)).map(nameOf);
    if (spec.report === 'counters') ports.push(...(await Promise.all(pods.map((pod) => podPort(client, pod, k6ApiPort)))));
    const seconds = secondsOf(spec, clock, ports.map(({ address }) => address), samplesLateMs);
    const log = new SecondLog();
    const seen = watchedPods(client, pods, ended.signal);
    let telling = Promise.resolve();
    let asked = false;
    const follow = async () => {
      const ends = await Promise.all(pods.map((pod, runner) => followRunner({ client, clock, pod, seen: () => seen.get(pod) }, (line) => seconds.line(line, runner))));
      leave();
      await telling;
      for (const port of ports) port.close();
      await mkdir(logs, { recursive: true });
      await appendFile(join(logs, `${spec.name.replace(/[^\w.-]/g, '_')}.k6.log`), ends.map(({ saw, lastWords }, i) => `${pods[i]}: ${saw}\n${lastWords}\n`).join(''));
      const { code, saw } = together(ends);
      log.end({ code, saw: `${saw}${mishapsText(seconds.mishaps(), ends.map(({ lastWords }) => lastWords).join('\n'))}`, asked });
    };
    const following = follow().catch((problem: unknown) => log.end({ code: null, saw: `its end could not be followed: ${String(problem)}`, asked }));
    return {
      change,
      spec,
      log,
      over: () => ended.signal.aborted,
      async open() {
        const atMs = await gate.open();
        seconds.opened(atMs);
        telling = seconds.tell((second) => log.add(second), ended.signal);
        return atMs;
      },
      async end(graceSeconds, stop) {
        asked = true;
        await endGenerator({ client, clock }, made, graceSeconds, stop);
        const told = new AbortController();
        await Promise.race([following, clock.sleep(cleanUpMs, AbortSignal.any([stop, told.signal]))]);
        told.abort();
      },
    };
  } catch (problem) {
    leave();
    for (const port of ports) port.close();
    if (change !== undefined) await endGenerator({ client, clock }, change, 1, clock.deadline(cleanUpMs)).catch(() => {});
    throw problem;
  }
}
