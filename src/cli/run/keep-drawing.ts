/** Holds the ticking of the status line: drawn anew each second, whether or not anything happened. */
import type { Clock } from '../../ports/time.ts';
import type { Progress } from '../progress/show-progress.ts';

const everyMs = 1000;

/** Returns how to stop. */
export function keepDrawing(progress: Pick<Progress, 'tick'>, clock: Clock): () => void {
  const over = new AbortController();
  const draw = async () => {
    for (; !over.signal.aborted; await clock.sleep(everyMs, over.signal)) progress.tick(clock.now());
  };
  void draw();
  return () => over.abort();
}
