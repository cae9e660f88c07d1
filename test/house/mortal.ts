/** Holds a world as one process sees it: once that is killed, nothing that it asked for answers any more, and it asks for nothing new. */
import type { AnyWorld } from '../../src/ports/capabilities.ts';

/** One for each who waits: what waits for a shared one would be kept for as long as that is. */
const never = () => new Promise<never>(() => {});

/** A call of a capability: its name, and what makes it. */
export type Through = (name: string, call: () => unknown) => unknown;

/** The world with every call of a capability going through `through`, which is asked once for each capability. */
export function wrapped(world: AnyWorld, through: (capability: string) => Through): Omit<AnyWorld, 'clock' | 'random'> {
  const each = (target: object, pass: Through): object =>
    Object.fromEntries(
      Object.entries(target).map(([name, member]: [string, unknown]) => [name, typeof member === 'function' ? (...given: unknown[]): unknown => pass(name, () => Reflect.apply(member, target, given) as unknown) : member]),
    );
  const { clock: _clock, random: _random, ...capabilities } = world;
  return Object.fromEntries(Object.entries(capabilities).map(([name, capability]) => [name, each(capability, through(name))])) as Omit<AnyWorld, 'clock' | 'random'>;
}

/** `dead` is asked before each call and when it ends. The clock's `now` and `deadline` stay: they touch nothing. */
export function mortal(world: AnyWorld, dead: () => boolean): AnyWorld {
  const { clock, random } = world;
  const sleep: typeof clock.sleep = (ms, stop) => (dead() ? never() : clock.sleep(ms, stop).then(() => (dead() ? never() : undefined)));
  const pass: Through = (_name, call) => {
    if (dead()) return never();
    const answer = call();
    return answer instanceof Promise ? answer.then((value: unknown) => (dead() ? never() : value), (error: unknown) => (dead() ? never() : Promise.reject(error as Error))) : answer;
  };
  return { clock: { ...clock, sleep }, random, ...wrapped(world, () => pass) };
}
