/** Holds the reader of what k6 itself says of the requests of a team's own script, in its CSV output. */
import type { TeamScript } from '../../ports/load.ts';
import { readDropped, type ReadSample } from './sample-seconds.ts';

/** What went wrong in a script, beside its requests. */
export interface Mishaps {
  /** Iterations that threw an exception. */
  readonly thrown: number;
  /** Requests to addresses that the drill may not reach; they were stopped. */
  readonly stray: number;
}

const forbidden = '1110';

function outcomeOf(status: number): 'ok' | 'blocked' | 'failed' {
  if (status >= 200 && status < 400) return 'ok';
  return status === 403 || status === 429 ? 'blocked' : 'failed';
}

/**
 * The columns are those of the system tags that scripts/team.ts asks for, in order of their names: metric, time, value, error_code, expected_response,
 * status, extra tags, metadata. k6 writes all metrics of a request one after another; what a user waited is its duration and, before it, `blocked`.
 */
export function scriptSamples({ requests, classes }: Pick<TeamScript, 'requests' | 'classes'>): { readonly read: ReadSample; readonly mishaps: () => Mishaps } {
  const waiting = new Map<number, { readonly atMs: number; readonly ms: number; readonly status: number; readonly name: string }>();
  const names = new Set(['setup', 'teardown', ...Object.keys(classes)]);
  // Tags are written as they are, in any order: those of the script may look like ours.
  const classOf = (tags: string) => [...tags.matchAll(/(?:^|[&"])class=(\w+)/g)].map(([, name = '']) => name).find((name) => names.has(name));
  let thrown = 0;
  let stray = 0;
  return {
    mishaps: () => ({ thrown, stray }),
    read: (line, runner) => {
      const isDuration = line.startsWith('http_req_duration,');
      const isThrown = line.startsWith('thrown,');
      if (!isDuration && !isThrown && !line.startsWith('http_req_blocked,')) return readDropped(line, requests);
      const [, time, value, error, , status, ...rest] = line.split(',');
      const [atMs, ms] = [Number(time), Number(value)];
      // The gate is asked without a class: that request is gameday's.
      const name = classOf(rest.join(','));
      if (name === undefined) return undefined;
      if (isThrown) {
        thrown += 1;
        return { atMs, key: `${name}/all`, is: 'failed', served: false };
      }
      if (isDuration) {
        waiting.set(runner, { atMs, ms, status: Number(status), name });
        return undefined;
      }
      const answer = waiting.get(runner);
      if (answer === undefined) return undefined;
      waiting.delete(runner);
      if (error === forbidden) stray += 1;
      const is = outcomeOf(answer.status);
      return { atMs: answer.atMs, key: `${answer.name}/all`, is, served: is === 'ok', ms: answer.ms + ms };
    },
  };
}
