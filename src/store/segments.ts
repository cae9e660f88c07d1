/** Holds a run's segment files: how they are named, and how they are read together. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import { readHistory } from '../record/read-history.ts';
import type { SegmentText } from '../record/segment-order.ts';
import type { History } from '../record/history.ts';

const form = /^journal(?:\.(\d+))?\.ndjson$/;

/** `journal.ndjson` for the runner's own segment, `journal.1.ndjson` for the first of its successors, and so on. */
export const segmentName = (segment: number): string => (segment === 0 ? 'journal.ndjson' : `journal.${segment}.ndjson`);

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => form.test(name));
  } catch (error) {
    throw new Problem({ expected: 'the folder of a run', got: reasonOf(error), where: folder, cause: error });
  }
}

/** The number that the next segment would have. */
export const nextSegment = (folder: string): number => Math.max(-1, ...names(folder).map((name) => Number(form.exec(name)?.[1] ?? 0))) + 1;

/** All segments of a run as text. Throws a `Problem` where there is none. */
export function readSegments(folder: string): readonly SegmentText[] {
  const found = names(folder);
  if (found.length === 0) throw new Problem({ expected: `${segmentName(0)} in a run's folder`, got: 'none', where: folder });
  return found.map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
}

export const readRun = (folder: string, tip?: string): History => readHistory(readSegments(folder), tip);
