/** Holds the observer `traffic`: what each generator sent in each second, and what came back. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { LoadSecond } from '../../ports/load.ts';
import type { Emit } from '../../record/events.ts';
import { observer } from '../observer.ts';
import { every, rounds, tasks } from './rounds.ts';

/** Ends without trouble where nothing says whether they were asked for: the profile was over, the generator's own interface, SIGTERM. */
const orderly: readonly (number | null)[] = [0, 103, 105, 143];

async function follow(generator: string, world: World<'load'>, emit: Emit, stop: AbortSignal): Promise<void> {
  let byClass = false;
  let dropped = 0;
  const heard = (second: LoadSecond) => {
    const { atMs, offered, passed, classes } = second;
    byClass ||= Object.keys(classes).length > 0;
    dropped += second.dropped;
    if (byClass) emit('traffic.second', { atMs, generator, classes });
    // A second before the first request doesn't tell yet which kind of generator this is.
    else if (offered > 0 || second.dropped > 0) emit('flood.second', { atMs, generator, offered, sent: offered - second.dropped, dropped: second.dropped, passed });
  };
  const { code, saw, asked } = await world.load.follow(generator, heard, stop);
  if (code !== null || !stop.aborted) emit('generator.ended', { generator, code, expected: asked === true || orderly.includes(code), dropped, saw });
}

export const traffic = observer({
  kind: 'traffic',
  summary: 'follows every generator: legitimate users by class and region, floods by count, second by second',
  needs: ['load'],
  spec: z.strictObject({ every: every('200ms').describe('how often it looks for new generators') }).transform(({ every }) => ({ everyMs: every })),
  observe: async ({ everyMs }, world, emit, stop) => {
    const known = new Set<string>();
    const following = tasks('observer traffic', emit, stop);
    await rounds('observer traffic', everyMs, world, emit, stop, async () => {
      for (const name of world.load.names()) {
        if (known.has(name)) continue;
        known.add(name);
        following.start(follow(name, world, emit, stop));
      }
    });
    await following.done();
  },
});
