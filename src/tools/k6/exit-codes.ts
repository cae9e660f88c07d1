/** Holds what the end of a k6 says, as sentences: its exit code (k6's errext/exitcodes package), and what went wrong in a script although k6 ends with 0. */
import type { Mishaps } from './script-samples.ts';

const meanings: Readonly<Record<number, string>> = {
  0: 'it sent its whole profile',
  97: 'a cloud test could not be created',
  99: 'a threshold was crossed',
  100: 'setup() took too long',
  101: 'teardown() took too long',
  102: 'a time-out that k6 does not name',
  103: 'it was stopped through its REST API',
  104: 'k6 refused its configuration',
  105: 'a signal stopped it',
  106: 'its REST API could not take the port',
  107: 'the script threw an exception',
  108: 'the script gave up: its gate was gone, or it refused its target',
  109: 'k6 itself crashed',
  110: 'the script marked the test as failed',
  255: 'k6 could not read the script',
};

/** How a generator ended, for people: "k6 ended with 108: the script gave up …". */
export function endOfK6(code: number | null, signal: string | null): string {
  if (code === null) return signal === null ? 'k6 still runs' : `k6 was ended by ${signal}`;
  return `k6 ended with ${code}: ${meanings[code] ?? 'a code that k6 does not document'}`;
}

const some = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`);
/** What scripts/team.ts logged last, as k6 writes it: `time="…" level=error msg="…" source=console`. */
const lastThrown = (log: string): string | undefined => [...log.matchAll(/ msg="(\w+\(\) threw (?:[^"\\]|\\.)*)" source=console/g)].at(-1)?.[1]?.replaceAll(/\\(.)/g, '$1');

/** Nothing where all went well; `log` is the end of what k6 said about errors. */
export function mishapsText({ thrown, stray }: Mishaps, log: string): string {
  const last = lastThrown(log);
  return [
    ...(thrown === 0 ? [] : [`; ${some(thrown, 'iteration', 'iterations')} threw${last === undefined ? '' : ` (${last})`}`]),
    ...(stray === 0 ? [] : [`; ${some(stray, 'request was', 'requests were')} meant for an address outside this drill, and stopped`]),
  ].join('');
}
