/** Holds the collection of garbage, which is done when asked for. */
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
export const collect = runInNewContext('gc') as () => void;

/** Signals that hang on one another are freed a link at each. */
const collections = 8;

/** Frees all that nothing keeps. */
export async function collectAll(): Promise<void> {
  for (let n = 0; n < collections; n++) {
    collect();
    await turn();
  }
}
