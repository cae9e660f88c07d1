/** Holds simulated load: generators that wait at a gate, send by their profile and tell each second what became of it. */
import { Problem } from '../../problem.ts';
import { firstOf } from '../../ports/first-of.ts';
import type { Load, LoadChange, LoadSpec } from '../../ports/load.ts';
import { newGenerator } from './generator.ts';
import type { Generator } from './generator.ts';
import { report } from './second.ts';
import type { State } from './state.ts';
import { isOver } from './traffic.ts';

/** How long a real generator takes to start, roughly; nobody waits for it. */
const startMs = 300;
/** From a gate that is opened, or closed, to the generator that knows; k6 was seen to take 2 to 5 ms. */
const gateMs = 3;

/** What k6 ends with when it was told to stop. */
const stopped = 105;

const firstPid = 1_000_001;

/** Ends a generator, tells what it has not told yet, and lets its followers go. */
export function end(state: State, generator: Generator, code: number, saw: string, expected: boolean): void {
  if (generator.ended !== undefined) return;
  generator.ended = { code, saw, asked: code === stopped };
  state.died(generator.child, code, null, expected);
  for (const follower of generator.followers) follower.ended.abort();
}

/** Tells followers of the second that ends now, or that is cut short by the generator's end; returns whether anybody heard. */
export function tell(state: State, generator: Generator): boolean {
  if (generator.openedMs === undefined || generator.ended !== undefined) return false;
  const atMs = state.startMs + Math.floor((state.clock.now() - state.startMs - 1) / 1000) * 1000;
  if (generator.seconds.at(-1)?.atMs === atMs) return false;
  const second = report(generator, atMs, state.timesOnTheWay);
  generator.seconds.push(second);
  for (const follower of generator.followers) follower.heard(second);
  return generator.followers.size > 0;
}

export function endOver(state: State): boolean {
  let ended = false;
  for (const generator of state.generators.values()) {
    if (generator.ended !== undefined || !isOver(state, generator)) continue;
    tell(state, generator);
    end(state, generator, 0, 'its profile was over', true);
    ended = true;
  }
  return ended;
}

/** A generator whose gate is gone gives up before it has sent anything. */
export function endWaiting(state: State): void {
  for (const generator of state.generators.values()) if (generator.openedMs === undefined) end(state, generator, 108, 'its gate was gone', false);
}

function born(state: State, spec: LoadSpec): Generator {
  if (typeof spec.script !== 'string') throw new Problem({ expected: 'traffic that is modelled here', got: `the script ${spec.script.path}`, where: `generator "${spec.name}", simulated load`, next: 'A script of your own runs in the worlds local and kubernetes.' });
  const pid = firstPid + state.generators.size;
  const child = { name: `generator/${spec.name}`, pid, started: String(Math.round(state.clock.now() - state.startMs)), command: ['simulated', spec.script] };
  const generator = newGenerator(spec, child, state.settings.range);
  state.generators.set(spec.name, generator);
  state.born(child);
  return generator;
}

export function simulatedLoad(state: State): Load {
  const find = (change: LoadChange) => {
    const generator = state.generators.get(change.name);
    return generator !== undefined && generator.child.pid === change.child?.pid && generator.child.started === change.child.started ? generator : undefined;
  };
  const close = async (change: LoadChange) => {
    const generator = find(change);
    if (generator === undefined || generator.ended !== undefined) return;
    await state.clock.sleep(gateMs);
    tell(state, generator);
    end(state, generator, stopped, 'stopped by request', true);
  };
  return {
    prepare: async (spec, stop) => {
      if (state.generators.has(spec.name)) throw new Problem({ expected: 'a generator name that is new in this run', got: spec.name, where: 'simulated load' });
      const generator = born(state, spec);
      await state.clock.sleep(startMs, stop);
      if (stop.aborted) {
        end(state, generator, stopped, 'stopped while starting', true);
        throw new Problem({ expected: `generator ${spec.name} to be ready`, got: 'a stop before it was', where: 'simulated load' });
      }
      const { name, pid, started } = generator.child;
      return { name: spec.name, child: { name, pid, started } };
    },
    open: async (change) => {
      const generator = find(change);
      if (generator === undefined || generator.ended !== undefined) throw new Problem({ expected: `generator ${change.name} to wait at its gate`, got: 'no such process', where: 'simulated load' });
      await state.clock.sleep(gateMs);
      generator.openedMs ??= state.clock.now();
      return generator.openedMs;
    },
    close,
    kill: close,
    running: async (change) => {
      const generator = find(change);
      return generator !== undefined && generator.ended === undefined;
    },
    follow: async (name, heard, stop) => {
      const generator = state.generators.get(name);
      if (generator === undefined) throw new Problem({ expected: 'a generator that was prepared', got: name, where: 'simulated load', next: `prepared: ${[...state.generators.keys()].join(', ') || 'none'}` });
      for (const second of generator.seconds) heard(second);
      const follower = { heard, ended: new AbortController() };
      if (generator.ended === undefined) {
        generator.followers.add(follower);
        await state.clock.waitFor(firstOf(stop, follower.ended.signal), `follower of ${name}`);
        generator.followers.delete(follower);
      }
      return generator.ended === undefined ? { code: null, saw: 'still running' } : generator.ended;
    },
    names: () => [...state.generators.keys()],
  };
}
