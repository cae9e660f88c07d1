/** Holds a run's folder: how it is named, made and found again. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import { segmentName } from './segments.ts';

/** The name's first part sorts by time; the last keeps two runs of one second apart. */
const runName = /^\d{8}-\d{6}-[a-z0-9-]+-[0-9a-f]{6}$/;

/** `20130510-142500-lithium-2013-3fa2c1`: UTC, then the scenario's name. */
export function newRunId(nowMs: number, scenario: string): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${scenario}-${randomBytes(3).toString('hex')}`;
}

/** Makes the folder and those above it. Throws a `Problem` when it can't be made or already holds a run. */
export function makeRunFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Problem({ expected: 'to make a folder for the run', got: reasonOf(error), where: folder, next: 'Name a folder that you may write to with --out.', cause: error });
  }
  if (isRun(folder)) throw new Problem({ expected: 'a folder without a run in it', got: `a journal in ${folder}`, next: 'A journal is never written over: name another folder with --out.' });
}

export const isRun = (folder: string): boolean => existsSync(path.join(folder, segmentName(0)));

/** Folders of runs below `base`, oldest first; other folders with a journal (a sample, say) come before those named by time. */
export function listRuns(base: string): readonly string[] {
  if (!existsSync(base)) return [];
  const names = readdirSync(base).filter((name) => statSync(path.join(base, name)).isDirectory() && isRun(path.join(base, name))).sort();
  return [...names.filter((name) => !runName.test(name)), ...names.filter((name) => runName.test(name))].map((name) => path.join(base, name));
}

/** The folder of the run that people mean by `latest`, by the first letters of its id, or by a path. */
export function resolveRun(base: string, which: string): string {
  if (isRun(which)) return path.resolve(which);
  const runs = listRuns(base);
  const found = which === 'latest' ? runs.slice(-1) : runs.filter((run) => path.basename(run).startsWith(which));
  const exact = found.find((run) => path.basename(run) === which);
  const [only, ...others] = exact === undefined ? found : [exact];
  const names = (some: readonly string[]) => some.map((run) => path.basename(run)).join(', ');
  if (only === undefined) throw new Problem({ expected: 'a run: "latest", the beginning of its id, or its folder', got: JSON.stringify(which), where: base, next: runs.length === 0 ? 'No run lies there yet.' : `Runs there: ${names(runs.slice(-5))}.` });
  if (others.length > 0) throw new Problem({ expected: 'the beginning of one run id', got: `${JSON.stringify(which)}, which fits ${names(found)}`, where: base, next: 'Type more of the id.' });
  return only;
}
