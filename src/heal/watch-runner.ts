/** Holds the reaper's watch over its runner: until the pipe between them closes, falls silent, or says goodbye. */
import type { Clock } from '../ports/time.ts';

/** The reaper's end of the pipe; Node's `process` is one. */
export interface Pipe {
  send?(message: string, sent: (error: Error | null) => void): boolean;
  readonly connected?: boolean;
  on(event: 'message', heard: (message: unknown) => void): unknown;
  on(event: 'disconnect', gone: () => void): unknown;
}

const lookMs = 250;
/** Five seconds without a beat. Looks are counted, not time: a reaper that was itself stopped must not take that for the runner's silence. */
const silentLooks = 20;

/** `gone`: the runner ended without `bye`; `silent`: it still exists, and doesn't beat. */
export async function watchRunner(pipe: Pipe, clock: Clock): Promise<'bye' | 'gone' | 'silent'> {
  const over = new AbortController();
  let end: 'bye' | 'gone' | 'silent' = 'silent';
  let looks = 0;
  const finish = (how: 'bye' | 'gone') => {
    if (over.signal.aborted) return;
    end = how;
    over.abort();
  };
  pipe.on('message', (message) => {
    looks = 0;
    if (message === 'bye') finish('bye');
  });
  pipe.on('disconnect', () => finish('gone'));
  if (pipe.connected === false) finish('gone');
  // A runner that died while this process booted can't be told; the pipe's end is heard in a moment.
  else pipe.send?.('ready', () => {});
  while (!over.signal.aborted && looks < silentLooks) {
    await clock.sleep(lookMs, over.signal);
    looks += 1;
  }
  return end;
}
