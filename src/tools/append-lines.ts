/** Holds how lines are appended to a file that others read meanwhile: off the event loop, one write after the other, each with all lines that came during the one before. */
import { open } from 'node:fs/promises';
import { Problem, reasonOf } from '../problem.ts';

export interface Lines {
  append(line: string): void;
  /** Writes what is left, and closes. */
  close(): Promise<void>;
}

const unwritable = (file: string, cause: unknown) =>
  new Problem({ expected: 'a file to append to', got: reasonOf(cause), where: file, next: 'See to it that its folder exists and can be written to, and that the disk has room.', cause });

/** Rejects where the file can't be opened; `failed` is told once where it takes no more, and what comes later is lost. A disk that stalls holds up nobody who appends. */
export async function appendLines(file: string, failed: (problem: Problem) => void): Promise<Lines> {
  const handle = await open(file, 'a', 0o644).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
  let waiting: string[] = [];
  let isOver = false;
  let writing: Promise<void> | undefined;
  /** All that waits; nothing once the file takes no more. */
  const taken = (): string => {
    const text = isOver ? '' : waiting.join('');
    waiting = [];
    return text;
  };
  const write = async () => {
    for (let text = taken(); text !== ''; text = taken()) {
      await handle.appendFile(text).catch((cause: unknown) => {
        isOver = true;
        failed(unwritable(file, cause));
      });
    }
    writing = undefined;
  };
  return {
    append: (line) => {
      if (isOver) return;
      waiting.push(`${line}\n`);
      // In a turn of its own, so that all lines of this one go together.
      writing ??= new Promise<void>((resolve) => void setImmediate(resolve)).then(write);
    },
    close: async () => {
      await writing;
      isOver = true;
      await handle.close();
    },
  };
}
