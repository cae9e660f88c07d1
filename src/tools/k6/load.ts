/** Holds the `load` capability by real k6 processes, one a generator. */
import type { Load, LoadChange } from '../../ports/capabilities.ts';
import { Problem } from '../../problem.ts';
import { machineProcesses } from '../processes.ts';
import { startGenerator, type Generator, type K6Options } from './generator.ts';
import { refuseBeyondLoopback } from './loopback-only.ts';

/** k6 ends about 10 ms after SIGTERM; one that hasn't by now is overloaded or stopped, and is killed. */
const graceMs = 400;

/**
 * Generators by k6 2. Targets must be loopback: `prepare` rejects with a Problem before anything is started when one isn't, as it does when k6
 * is missing, dies or refuses its script. A `LoadSecond` with `report: 'samples'` counts requests in the second in which they ended, by
 * class key `class/region`; with `report: 'counters'` in the second in which they began, without classes. `offered` is what was sent plus what was dropped.
 */
export function k6Load(options: K6Options): Load {
  const processes = machineProcesses(options.clock);
  const generators = new Map<string, Generator>();
  const names = new Set<string>();
  const mine = (change: LoadChange) => {
    const generator = generators.get(change.name);
    return generator?.change.child.pid === change.child.pid && generator.change.child.started === change.child.started ? generator : undefined;
  };
  return {
    async prepare(spec, stop) {
      if (names.has(spec.name)) throw new Problem({ expected: 'a generator name that is new in this run', got: `"${spec.name}" again`, where: 'load' });
      refuseBeyondLoopback(spec.name, spec.settings);
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
      if (!(await processes.alive(change.child))) throw new Problem({ expected, got: `no process ${change.child.pid} any more`, where: `log folder ${options.logs}` });
      return generator.open();
    },
    async close(change, stop) {
      const grace = stop.aborted ? 0 : graceMs;
      await (mine(change)?.stop(grace) ?? processes.stop(change.child, grace));
    },
    running: (change) => processes.alive(change.child),
    async follow(name, heard, stop) {
      const generator = generators.get(name);
      if (generator === undefined) throw new Problem({ expected: `a generator of this run: ${[...generators.keys()].join(', ') || 'there is none yet'}`, got: name, where: 'load' });
      return (await generator.log.follow(heard, stop)) ?? { code: null, saw: 'k6 still runs' };
    },
    names: () => [...generators.keys()],
  };
}
