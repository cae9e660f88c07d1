/** Holds the loading of a scenario file, by its extension, without checking what it says. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import type { ReadSource } from './yaml-source.ts';

export const extensions = ['.ts', '.mts', '.js', '.mjs', '.yaml', '.yml', '.json'] as const;

async function textOf(file: string, named: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === 'ENOENT' ? 'no such file' : cause.code === 'EISDIR' ? 'a folder' : reasonOf(cause);
    throw new Problem({ expected: 'a scenario file', got, where: named, next: `Scenarios end in ${extensions.join(', ')}; the bundled ones are in scenarios/.`, cause });
  });
}

/** What the file says, and where it says it. Rejects with a `Problem` that calls the file as `named` does. */
export async function readScenario(file: string, named = file): Promise<ReadSource> {
  const text = await textOf(file, named);
  switch (path.extname(file)) {
    case '.yaml':
    case '.yml':
    case '.json':
      return (await import('./yaml-source.ts')).readYaml(text, named);
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
      return (await import('./code-source.ts')).readCode(file, named);
    default:
      throw new Problem({ expected: `a scenario that ends in ${extensions.join(', ')}`, got: path.basename(file), where: named });
  }
}

/** What the file says, for `parseScenario`. */
export const loadScenario = async (file: string): Promise<unknown> => (await readScenario(file)).raw;
