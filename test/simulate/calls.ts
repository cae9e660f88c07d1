/** Holds how the answer to one call of a capability fails on its way back; what was asked for is done all the same. */
import type { Clock } from '../../src/ports/time.ts';
import { Problem } from '../../src/problem.ts';

export interface Call {
  readonly capability: string;
  readonly name: string;
  readonly clock: Clock;
  call(): unknown;
}

/** Streams that last as long as their drill, and calls within the runner's own machine: no answer of theirs travels. */
const near: ReadonlySet<string> = new Set(['load.follow', 'cluster.watch', 'processes.alive', 'processes.stop', 'processes.ofRun']);
const travels = ({ capability, name }: Call, answer: unknown): answer is Promise<unknown> => answer instanceof Promise && !near.has(`${capability}.${name}`);

/** These promise never to reject: without an answer they say so. */
const silence: Readonly<Record<string, unknown>> = {
  'http.fetch': { status: 0, headers: {}, body: '', ms: 0, error: 'reset' },
  'proxies.probe': { outcome: 'reset', ms: 0 },
  'mail.submit': { state: 'timeout', ms: 0, reply: '' },
};

export function answersLost(one: Call): unknown {
  const answer = one.call();
  if (!travels(one, answer)) return answer;
  const key = `${one.capability}.${one.name}`;
  return answer.then(() => {
    if (key in silence) return silence[key];
    throw new Problem({ expected: `an answer of ${key}`, got: 'a connection that was reset' });
  });
}

/** What asked has long gone on when the answer comes, whether it was told to stop or not. */
export function answersLate(one: Call, byMs: number): unknown {
  const answer = one.call();
  if (!travels(one, answer)) return answer;
  const later = async () => {
    await answer.catch(() => {});
    await one.clock.sleep(byMs);
    return answer;
  };
  return later();
}

/** A request that is sent twice: the first answer counts. */
export function answersTwice(one: Call): unknown {
  const answer = one.call();
  if (!travels(one, answer)) return answer;
  const second = one.call();
  if (second instanceof Promise) second.catch(() => {});
  return answer;
}

/** An API that takes a connection and says nothing: what is asked of it is not done, and fails when it is set free. Probes don't go there. */
export function locked({ name, clock, ...one }: Call, untilMs: number): unknown {
  if (name === 'probe') return one.call();
  return clock.sleep(untilMs - clock.now()).then(() => {
    throw new Problem({ expected: `an answer of proxies.${name}`, got: 'a connection that was reset', where: 'Toxiproxy, which was locked up' });
  });
}
