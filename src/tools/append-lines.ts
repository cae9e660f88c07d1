/** Holds how lines are appended to a file that others read meanwhile: all lines of one turn of the event loop in one write. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Problem, reasonOf } from '../problem.ts';

export interface Lines {
  append(line: string): void;
  /** Writes what is left, and closes. */
  close(): void;
}

const unwritable = (file: string, cause: unknown) =>
  new Problem({ expected: 'a file to append to', got: reasonOf(cause), where: file, next: 'See to it that its folder exists and can be written to, and that the disk has room.', cause });

/** Throws where the file can't be opened; `failed` is told once where it takes no more, and what comes later is lost. */
export function appendLines(file: string, failed: (problem: Problem) => void): Lines {
  let handle: number;
  try {
    handle = openSync(file, 'a', 0o644);
  } catch (cause) {
    throw unwritable(file, cause);
  }
  let waiting: string[] = [];
  let isOver = false;
  const write = () => {
    const bytes = Buffer.from(waiting.join(''));
    waiting = [];
    if (isOver) return;
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    } catch (cause) {
      isOver = true;
      failed(unwritable(file, cause));
    }
  };
  return {
    append: (line) => {
      if (waiting.length === 0) setImmediate(write);
      waiting.push(`${line}\n`);
    },
    close: () => {
      write();
      isOver = true;
      closeSync(handle);
    },
  };
}
