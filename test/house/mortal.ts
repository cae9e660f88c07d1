/** Holds a world as one process sees it: once that is killed, nothing that it asked for answers any more, and it asks for nothing new. */
import type { AnyWorld } from '../../src/ports/capabilities.ts';

const never = new Promise<never>(() => {});

/** Wraps every call of a capability; `dead` is asked before the call and when it ends. */
function wrapped<T extends object>(capability: T, dead: () => boolean): T {
  return new Proxy(capability, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        if (dead()) return never;
        const answer: unknown = Reflect.apply(member, target, given);
        return answer instanceof Promise ? answer.then((value: unknown) => (dead() ? never : value), (error: unknown) => (dead() ? never : Promise.reject(error as Error))) : answer;
      };
    },
  });
}

/** The clock's `now` and `deadline` stay: they touch nothing. */
export function mortal(world: AnyWorld, dead: () => boolean): AnyWorld {
  const { clock, random, ...capabilities } = world;
  const sleep: typeof clock.sleep = (ms, stop) => (dead() ? never : clock.sleep(ms, stop).then(() => (dead() ? never : undefined)));
  const mortals = Object.fromEntries(Object.entries(capabilities).map(([name, capability]) => [name, wrapped(capability, dead)]));
  return { clock: { ...clock, sleep }, random, ...mortals } as unknown as AnyWorld;
}
