/** Holds the performing of studies, one after the other with one progress over all; each goes on where it was interrupted. */
import path from 'node:path';
import type { Level } from '../../studies/distribution.ts';
import type { RunResult, StudyPlan } from '../../studies/study.ts';
import type { Io } from '../io.ts';
import { studyProgress } from './progress.ts';

export interface PlannedStudy {
  readonly plan: StudyPlan;
  /** The values of each run. */
  readonly rows: readonly (readonly Level[])[];
  readonly folder: string;
}

export interface Performed {
  /** In the order of the studies. */
  readonly results: readonly (readonly RunResult[])[];
  readonly interrupted: boolean;
}

export async function perform(io: Io, studies: readonly PlannedStudy[], { quiet, workers }: { readonly quiet: boolean; readonly workers: number | undefined }): Promise<Performed> {
  const [{ openStore }, { runStudy }, { systemClock }] = await Promise.all([import('../../studies/store.ts'), import('../../studies/workers.ts'), import('../../worlds/system-clock.ts')]);
  const opened = studies.map((study) => {
    const store = openStore(study.folder, study.plan);
    return { ...study, store, results: [...store.before] };
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const done = () => sum(opened.map(({ results }) => results.length));
  const stop = new AbortController();
  const listening = io.interrupts(() => stop.abort());
  const progress = studyProgress(io, { quiet, before: done(), runs: sum(studies.map(({ rows }) => rows.length)), now: () => systemClock.now() });
  try {
    for (const { plan, rows, store, results } of opened) {
      if (stop.signal.aborted) break;
      const before = new Set(results.map(({ run }) => run));
      await runStudy({
        plan,
        runs: rows.flatMap((values, run) => (before.has(run) ? [] : [{ run, values }])),
        ...(workers !== undefined && { workers }),
        stop: stop.signal,
        program: new URL(`../../entry/worker${path.extname(import.meta.filename)}`, import.meta.url),
        heard: (result) => {
          store.add(result);
          results.push(result);
          progress.done(done());
        },
      });
    }
  } finally {
    progress.end();
    listening();
    for (const { store } of opened) store.close();
  }
  return { results: opened.map(({ results }) => results), interrupted: stop.signal.aborted };
}
