/** Holds a journal in memory, for tests of what is written and read back. */
import { createJournal } from '../../src/record/journal.ts';
import type { Journal, OpenJournal } from '../../src/record/journal.ts';

export interface Written {
  readonly journal: Journal;
  readonly text: () => string;
}

/** A journal whose sink is a text; its clock ticks a second with every line. */
export function written(options: Partial<OpenJournal> = {}): Written {
  const lines: string[] = [];
  let ms = 1_000_000;
  const sink = { append: (text: string) => void lines.push(text), flush: () => {}, close: () => {} };
  const journal = createJournal({ sink, now: () => (ms += 1000), writer: 'run', pid: 1, segment: 0, ...options });
  return { journal, text: () => lines.join('') };
}

/** Five lines, the last of which ends the run. */
export function smallRun(): Written {
  const run = written();
  const emit = run.journal.as('drill');
  emit('timeline.started', { atMs: 1_001_000 });
  emit('note.added', { role: 'facilitator', text: 'naïve — 例' });
  emit('timeline.ended', { because: 'complete' });
  emit('run.closed', { because: 'complete', leftBehind: [] });
  return run;
}
