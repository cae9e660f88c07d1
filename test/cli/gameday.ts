/** Holds how tests run the command: as a real child process, from the entry or through the launcher. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
export const entry = path.join(root, 'src/entry/gameday.ts');
export const launcher = path.join(root, 'src/entry/launch.cjs');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface How {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly node?: string;
  readonly program?: string;
}

/** A stack trace is for the file of details, never for a person. */
const trace = /^\s+at .+:\d+:\d+\)?$/m;

export function gameday(args: readonly string[], { cwd = root, env, node = process.execPath, program = entry }: How = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(node, [program, ...args], { cwd, env: { ...process.env, NO_COLOR: undefined, ...env }, maxBuffer: 50_000_000 }, (error, out, err) => {
      if (trace.test(`${out}${err}`)) return reject(new Error(`a stack trace:\n${err}${out}`));
      return resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, out, err });
    });
  });
}

/** Starts it and leaves it running. */
export const started = (args: readonly string[], { cwd = root, env = {} }: How = {}): ChildProcess => spawn(process.execPath, [entry, ...args], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

/** A folder for one suite, and how to remove it. */
export function scratch(): { readonly folder: string; readonly clean: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-cli-'));
  return { folder, clean: () => rmSync(folder, { recursive: true, force: true }) };
}
