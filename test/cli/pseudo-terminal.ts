/** Holds a program run in a real pseudo-terminal, by whichever of the machine's tools makes one, so that a test can press its keys. */
import { spawn, spawnSync } from 'node:child_process';

export interface InTerminal {
  press(keys: string): void;
  /** All that the terminal showed so far, control codes included. */
  shown(): string;
  readonly exited: Promise<number | null>;
  /** Takes the terminal away, as closing its window does. */
  close(): void;
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
const python = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
const says = (file: string, args: readonly string[]) => spawnSync(file, args, { encoding: 'utf8' }).stdout ?? '';

/** Each way that there is of putting words into a terminal, the first of which that works is taken. */
const ways: readonly { readonly works: () => boolean; readonly command: (words: readonly string[]) => readonly [string, ...string[]] }[] = [
  { works: () => says('script', ['--version']).includes('util-linux'), command: (words) => ['script', '-qec', `exec ${words.map(quoted).join(' ')}`, '/dev/null'] },
  { works: () => says('python3', ['-c', 'import pty; print("pty")']).includes('pty'), command: (words) => ['python3', '-c', python, ...words] },
];

/** Undefined where nothing here can make a terminal. */
export function terminalMaker(): ((words: readonly string[], cwd: string) => InTerminal) | undefined {
  const way = ways.find(({ works }) => works());
  if (way === undefined) return undefined;
  return (words, cwd) => {
    const [file, ...args] = way.command(words);
    const child = spawn(file, args, { cwd, env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' }, stdio: ['pipe', 'pipe', 'inherit'] });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
    child.stdin.on('error', () => {});
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { press: (keys) => void child.stdin.write(keys), shown: () => shown, exited, close: () => void child.kill('SIGKILL') };
  };
}
