/** Holds the reading of scenarios that are code: in a child that may read the scenario's folder and this package, and nothing else. */
import { fork } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../problem.ts';
import type { ReadSource } from './yaml-source.ts';

/** What the child says: the export as JSON, or what was wrong with it. See entry/scenario.ts. */
export type ScenarioReply =
  | { readonly json: string }
  | { readonly notJson: { readonly at: string; readonly is: string } }
  | { readonly failed: { readonly what: string; readonly line?: number; readonly column?: number; readonly file?: string } };

const limitMs = 10_000;
const asData = 'a scenario is plain data: write the value itself, or use YAML';

/** The extension follows this file: TypeScript in the clone, JavaScript where the package is installed. */
const reader = fileURLToPath(new URL(`../entry/scenario${path.extname(import.meta.url)}`, import.meta.url));
const packageFolder = path.resolve(path.dirname(reader), '../..');

/** Runs the file once and resolves with its default export. Rejects with a `Problem` that has file and line, never a stack. */
export async function readCode(file: string, named = file): Promise<ReadSource> {
  const real = await realpath(file);
  const { reply, code, signal } = await ask(real);
  if (reply === undefined) {
    const ended = signal === 'SIGKILL' ? `no answer within ${limitMs / 1000} s` : `a program that ended (${signal ?? `code ${code}`}) before it was read`;
    throw new Problem({ expected: 'a module that exports a scenario by default', got: ended, where: named, next: asData });
  }
  if ('json' in reply) return { raw: JSON.parse(reply.json) };
  if ('notJson' in reply) throw new Problem({ expected: 'a default export that is plain JSON', got: `${reply.notJson.is} at ${reply.notJson.at}`, where: named, next: asData });
  const { what, line, column, file: inFile = real } = reply.failed;
  const which = inFile === real ? named : inFile;
  const place = line === undefined ? which : `${which}, line ${line}${column === undefined ? '' : `:${column}`}`;
  throw new Problem({ expected: 'a module that exports a scenario by default', got: what, where: place });
}

function ask(file: string): Promise<{ reply: ScenarioReply | undefined; code: number | null; signal: string | null }> {
  const child = fork(reader, [file], {
    execArgv: ['--permission', `--allow-fs-read=${path.dirname(file)}${path.sep}*`, `--allow-fs-read=${packageFolder}${path.sep}*`, '--max-old-space-size=256', '--no-warnings'],
    env: {},
    // What a scenario prints isn't its export: it is read by message, and its output goes nowhere.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    let reply: ScenarioReply | undefined;
    child.once('message', (message) => (reply = message as ScenarioReply));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ reply, code, signal }));
  });
}
