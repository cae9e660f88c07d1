/** Holds the writing of a file that must not be there yet: what somebody may have worked on is never overwritten. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import type { Io } from './io.ts';

/** Throws a `Problem` where the file is there. */
export function refuseExisting(io: Io, named: string): void {
  if (!existsSync(path.resolve(io.cwd, named))) return;
  throw new Problem({ expected: 'a file that is not there yet', got: 'one that is, and that somebody may have worked on', where: named, next: 'Name another with --out, or move that one away.' });
}

/** Also if somebody made one since the look. */
export function writeNew(io: Io, named: string, text: string | Uint8Array): void {
  try {
    writeFileSync(path.resolve(io.cwd, named), text, { flag: 'wx' });
  } catch (error) {
    refuseExisting(io, named);
    throw new Problem({ expected: 'to write a file', got: reasonOf(error), where: named, next: 'With --out name a place in a folder that is there and may be written to.', cause: error });
  }
}
