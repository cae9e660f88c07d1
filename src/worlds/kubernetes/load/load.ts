/** Holds the `load` capability by k6 in the cluster: a Job a generator, or a TestRun where several runners share one. */
import type { Load, LoadSpec } from '../../../ports/capabilities.ts';
import { Problem } from '../../../problem.ts';
import { type ClusterGenerator, type ClusterLoadOptions, startClusterGenerator } from './cluster-generator.ts';
import { endGenerator } from './end-generator.ts';
import { refuseBeyondRate, refuseOtherTargets } from './limits.ts';
import { isRunning, type JobChange, jobOf } from './runner-pods.ts';

/** k6 ends about 10 ms after SIGTERM; one that hasn't by now is overloaded, and is killed. */
const closeGraceSeconds = 2;
/** The least: with none at all the cluster would forget a pod that may still run. */
const killGraceSeconds = 1;

export interface ClusterLoad extends Load {
  prepare(spec: LoadSpec, stop: AbortSignal): Promise<JobChange>;
}

/**
 * Generators by k6 2 in pods. A LoadSecond has the meaning that `k6Load` gives it; one with `report: 'samples'` is stamped by the node's clock. Refused
 * before anything is made: targets that aren't among the entries, and floods beyond `limits.rps` together.
 */
export function clusterLoad(options: ClusterLoadOptions): ClusterLoad {
  const { client, clock, settings, entries } = options;
  const generators = new Map<string, ClusterGenerator>();
  const starting = new Map<string, LoadSpec>();
  const mine = (name: string, uid: string) => {
    const generator = generators.get(name);
    return generator?.change.job.uid === uid ? generator : undefined;
  };
  const end = async (name: string, job: JobChange['job'], graceSeconds: number, stop: AbortSignal) =>
    mine(name, job.uid)?.end(graceSeconds, stop) ?? endGenerator({ client, clock }, { name, job }, graceSeconds, stop);
  return {
    async prepare(spec, stop) {
      if (generators.has(spec.name) || starting.has(spec.name)) throw new Problem({ expected: 'a generator name that is new in this run', got: `"${spec.name}" again`, where: 'load' });
      refuseOtherTargets(spec, entries);
      const others = [...starting.values(), ...[...generators.values()].filter((generator) => !generator.over()).map((generator) => generator.spec)];
      refuseBeyondRate(spec, others, settings.limits.rps);
      starting.set(spec.name, spec);
      try {
        // The script of floods refuses what isn't on loopback unless it is told.
        const allowed = { ...spec, settings: { ...spec.settings, allow: [...new Set(entries.map((entry) => new URL(entry).hostname))] } };
        const generator = await startClusterGenerator(allowed, options, stop);
        generators.set(spec.name, generator);
        return generator.change;
      } finally {
        starting.delete(spec.name);
      }
    },
    async open(change) {
      const job = jobOf(change);
      const generator = mine(change.name, job.uid);
      const expected = `generator "${change.name}" to wait at its gate`;
      if (generator === undefined) throw new Problem({ expected, got: 'one whose gate is held by another process', next: 'Only the runner that prepared a generator can let it go; anybody can stop it.' });
      if (generator.over()) throw new Problem({ expected, got: 'one that has ended', where: `${job.kind} ${job.name}`, next: `What k6 said is in ${options.logs}.` });
      return generator.open();
    },
    close: async (change, stop) => end(change.name, jobOf(change), closeGraceSeconds, stop),
    kill: async (change, stop) => end(change.name, jobOf(change), killGraceSeconds, stop),
    running: async (change) => isRunning(client, jobOf(change)),
    async follow(name, heard, stop) {
      const generator = generators.get(name);
      if (generator === undefined) throw new Problem({ expected: `a generator of this run: ${[...generators.keys()].join(', ') || 'there is none yet'}`, got: name, where: 'load' });
      return (await generator.log.follow(heard, stop)) ?? { code: null, saw: 'k6 still runs' };
    },
    names: () => [...generators.keys()],
  };
}
