/** Holds the file of a study's results: one line of JSON for the plan, then one for each run, so that a study that was interrupted goes on where it stopped. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import type { RunResult, StudyPlan } from './study.ts';

export const resultsFile = 'runs.ndjson';

export interface StudyStore {
  /** Of runs that were done before. */
  readonly before: readonly RunResult[];
  add(result: RunResult): void;
  close(): void;
}

/** A line that was cut off when its process was killed is no result: its run is done again. */
function whole(line: string): readonly RunResult[] {
  try {
    return [JSON.parse(line) as RunResult];
  } catch {
    return [];
  }
}

function read(file: string, text: string, plan: StudyPlan): readonly RunResult[] {
  const [head = '', ...rest] = text.split('\n');
  if (head !== JSON.stringify(plan)) throw new Problem({ expected: 'a folder without a study, or with the same one', got: 'the results of another', where: file, next: 'The same scenario, --vary, --design, --runs and --seed go on with it; name another folder with --out for something else.' });
  return rest.flatMap(whole);
}

/** Throws a `Problem` where the folder can't be written to, or holds the results of another study. */
export function openStore(folder: string, plan: StudyPlan): StudyStore {
  const file = path.join(folder, resultsFile);
  try {
    mkdirSync(folder, { recursive: true });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const head = JSON.stringify(plan);
    // One that was killed while it wrote its plan has nothing to keep.
    const isBegun = text !== '' && (text.includes('\n') || !head.startsWith(text));
    const before = isBegun ? read(file, text, plan) : [];
    const handle = openSync(file, isBegun ? 'a' : 'w');
    // After a line that was cut off, a line break keeps the next one whole.
    writeSync(handle, isBegun ? '\n' : `${head}\n`);
    return { before, add: (result) => void writeSync(handle, `${JSON.stringify(result)}\n`), close: () => closeSync(handle) };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem({ expected: 'to write the results of a study', got: reasonOf(error), where: file, next: 'Name a folder that you may write to with --out.', cause: error });
  }
}
