/** Holds the `load` capability by real k6 processes, one a generator. */
import type { Load, LoadChange, LoadSpec } from '../../ports/load.ts';
import { Problem } from '../../problem.ts';
import { machineProcesses } from '../processes.ts';
import { startGenerator, type Generator, type K6Options, type ProcessChange } from './generator.ts';
import { refuseBeyondLoopback } from './loopback-only.ts';

/** k6 ends about 10 ms after SIGTERM; one that hasn't by now is overloaded or stopped, and is killed. */
const graceMs = 400;
/** A script of the team's own may have something to put away: its teardown has a second. */
const teamGraceMs = 1400;
/** Withdrawal comes to killing when asking failed; a little more time costs nothing then. */
const killGraceMs = 1000;

/**
 * Generators by k6 2. Targets must be loopback, or among the hosts that were allowed: `prepare` rejects with a Problem before anything is started when one isn't, as it does when k6
 * is missing, dies or refuses its script. A `LoadSecond` with `report: 'samples'` counts requests in the second in which they ended, by
 * class key `class/region`; with `report: 'counters'` in the second in which they began, without classes. `offered` is what was sent plus what was dropped.
 */
export interface K6Load extends Load {
  prepare(spec: LoadSpec, stop: AbortSignal): Promise<ProcessChange>;
}

const childOf = ({ name, child }: LoadChange) => {
  if (child === undefined) throw new Problem({ expected: `generator "${name}" to be a process of this machine`, got: 'one that runs elsewhere' });
  return child;
};

export function k6Load(options: K6Options): K6Load {
  const processes = machineProcesses(options.clock);
  const generators = new Map<string, Generator>();
  const names = new Set<string>();
  const mine = (change: LoadChange) => {
    const generator = generators.get(change.name);
    const child = childOf(change);
    return generator?.change.child.pid === child.pid && generator.change.child.started === child.started ? generator : undefined;
  };
  return {
    async prepare(spec, stop) {
      if (names.has(spec.name)) throw new Problem({ expected: 'a generator name that is new in this run', got: `"${spec.name}" again`, where: 'load' });
      refuseBeyondLoopback(spec.name, spec.settings, options.hosts);
      names.add(spec.name);
      try {
        const generator = await startGenerator(spec, options, stop);
        generators.set(spec.name, generator);
        return generator.change;
      } catch (error) {
        names.delete(spec.name);
        throw error;
      }
    },
    async open(change) {
      const generator = mine(change);
      const expected = `generator "${change.name}" to wait at its gate`;
      if (generator === undefined) throw new Problem({ expected, got: 'one whose gate is held by another process', next: 'Only the runner that prepared a generator can let it go; anybody can stop it.' });
      if (!(await processes.alive(childOf(change)))) throw new Problem({ expected, got: `no process ${childOf(change).pid} any more`, where: `log folder ${options.logs}` });
      return generator.open();
    },
    async close(change, stop) {
      const grace = stop.aborted ? 0 : mine(change)?.isTeams === true ? teamGraceMs : graceMs;
      await (mine(change)?.stop(grace) ?? processes.stop(childOf(change), grace));
    },
    kill: (change) => processes.stop(childOf(change), killGraceMs),
    running: (change) => processes.alive(childOf(change)),
    async follow(name, heard, stop) {
      const generator = generators.get(name);
      if (generator === undefined) throw new Problem({ expected: `a generator of this run: ${[...generators.keys()].join(', ') || 'there is none yet'}`, got: name, where: 'load' });
      return (await generator.log.follow(heard, stop)) ?? { code: null, saw: 'k6 still runs' };
    },
    names: () => [...generators.keys()],
  };
}
