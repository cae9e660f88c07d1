/** Holds how much each generator sent in each second, whatever kind of generator it is. */
import type { History } from '../../record/history.ts';
import { inTime, perHistory } from './per-history.ts';

export interface SentSecond {
  readonly atMs: number;
  readonly seq: number;
  readonly generator: string;
  readonly offered: number;
  readonly sent: number;
}

/** In order of time. Generators that are followed by class offer what they send. */
export const sentOf = perHistory((history: History): readonly SentSecond[] => {
  const byClass = inTime(history, 'traffic.second').map(({ atMs, seq, generator, classes }) => {
    let sent = 0;
    for (const name in classes) sent += classes[name]?.sent ?? 0;
    return { atMs, seq, generator, offered: sent, sent };
  });
  const byCount = inTime(history, 'flood.second').map(({ atMs, seq, generator, offered, sent }) => ({ atMs, seq, generator, offered, sent }));
  return [...byClass, ...byCount].toSorted((a, b) => a.atMs - b.atMs);
});
