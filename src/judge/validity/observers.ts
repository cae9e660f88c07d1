/** Holds the check `observers`: nobody who watched was blind while it mattered. */
import { asleep, watchersOf } from '../watch.ts';
import { check } from './check.ts';
import { watchedUntil } from '../derive/watched.ts';

export const observers = check({
  id: 'observers',
  title: 'The observers were awake',
  look: (history) => {
    const watchers = [...watchersOf(history).values()];
    if (watchers.length === 0) return { is: 'unknown', saw: 'no observer said that it started' };
    const asleepOnes = watchers.flatMap((watcher) => {
      const why = asleep(watcher, history.zeroMs ?? 0, watchedUntil(history));
      return why === undefined ? [] : [{ why, seq: watcher.ended?.seq ?? watcher.seq }];
    });
    if (asleepOnes.length === 0) return { is: 'held', saw: `${watchers.length} observers kept their heartbeat`, evidence: watchers.map((watcher) => watcher.seq) };
    return { is: 'failed', saw: asleepOnes.map((one) => one.why).join('; '), evidence: asleepOnes.map((one) => one.seq) };
  },
});
