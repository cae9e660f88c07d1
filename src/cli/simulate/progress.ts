/** Holds how a study tells of its progress: a line that is drawn anew in a terminal, and now and then a line elsewhere. */
import { count, duration } from '../../report/format.ts';
import type { Io } from '../io.ts';

export interface StudyProgress {
  done(runs: number): void;
  end(): void;
}

const everyMs = { live: 200, piped: 10_000 } as const;

export function studyProgress(io: Io, { quiet, before, runs, now }: { readonly quiet: boolean; readonly before: number; readonly runs: number; readonly now: () => number }): StudyProgress {
  if (quiet) return { done: () => {}, end: () => {} };
  const live = io.terminal.err && io.env['TERM'] !== 'dumb';
  const startedMs = now();
  let toldMs = startedMs;
  if (before > 0) io.err(`${count(before)} of ${count(runs)} runs were done before.\n`);
  return {
    done: (done) => {
      const nowMs = now();
      if (nowMs - toldMs < (live ? everyMs.live : everyMs.piped)) return;
      toldMs = nowMs;
      const leftMs = ((nowMs - startedMs) / (done - before)) * (runs - done);
      const text = `${count(done)} of ${count(runs)} runs, about ${duration(leftMs)} left`;
      io.err(live ? `\r\u001b[2K${text}` : `${text}\n`);
    },
    end: () => {
      if (live) io.err('\r\u001b[2K');
    },
  };
}
