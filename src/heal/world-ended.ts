/** Holds the proof for worlds that live in their run's own processes: where none of those lives, none of its changes does. */
import type { Processes } from '../ports/capabilities.ts';
import type { History } from '../record/history.ts';

/** What was seen; undefined where a process lives, or where none was ever recorded, which proves nothing. */
export async function worldEnded(history: History, processes: Processes): Promise<string | undefined> {
  const run = history.first('run.opened')?.run;
  const recorded = history.of('child.started');
  if (run === undefined || recorded.length === 0) return undefined;
  const lives = await Promise.all(recorded.map((child) => processes.alive(child)));
  if (lives.includes(true) || (await processes.ofRun(run)).length > 0) return undefined;
  return `none of the ${recorded.length} processes in which its world lived is left`;
}
