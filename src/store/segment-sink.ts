/** Holds the sink of one segment file: whole lines or nothing, written at once, never over another's. */
import { closeSync, fdatasyncSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import type { Sink } from '../record/journal.ts';

/** Somebody else was first to create the segment, and so to take the run over. */
export class SegmentTaken extends Problem {}

function create(file: string): number {
  try {
    return openSync(file, 'wx', 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new SegmentTaken({ expected: 'to be the only one that writes this segment', got: 'a file that another process made', where: file, next: 'Another process is healing or closing this run: wait for it.', cause: error });
    throw new Problem({ expected: 'to make a journal segment', got: reasonOf(error), where: file, next: 'See to it that the folder can be written to and the disk has room.', cause: error });
  }
}

/** A new file's name is in its folder, and has to reach the disk like its lines. */
function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Creates the segment exclusively. Throws `SegmentTaken` when it is there already. */
export function segmentSink(file: string): Sink {
  const handle = create(file);
  flushFolder(path.dirname(file));
  let wholeBytes = 0;
  return {
    append: (text) => {
      const bytes = Buffer.from(text);
      try {
        let written = 0;
        while (written < bytes.length) written += writeSync(handle, bytes, written);
        wholeBytes += bytes.length;
      } catch (error) {
        // A torn line would hide that the journal's end is a matter of the disk, not of a crash; what was whole stays.
        ftruncateSync(handle, wholeBytes);
        throw error;
      }
    },
    flush: () => fdatasyncSync(handle),
    close: () => closeSync(handle),
  };
}
