/** Holds how scripts that were packed ahead lie beside their scenario, for a runner without k6: each as its archive, and one file that says which is what. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Problem, reasonOf } from '../problem.ts';
import { shown } from '../scenario/scenario-problem.ts';
import type { Io } from './io.ts';
import type { ScriptSource, TeamScriptPack } from './team-scripts.ts';

const listing = z.strictObject({
  /** The version that packed them: gate, cap and fence are in the archives, and the runner has to fit them. */
  gameday: z.string(),
  scripts: z.array(z.strictObject({ path: z.string(), sha256: z.string(), files: z.record(z.string(), z.string()), functions: z.array(z.string()), archive: z.strictObject({ file: z.string(), sha256: z.string() }) })),
});

export const listingFile = 'scripts.json';

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const again = 'Let `gameday schedule` write it anew from where the scripts are, and apply that.';

/** By their names, which are those that a ConfigMap takes; nothing where there are no scripts. */
export function filesOf(gameday: string, scripts: readonly TeamScriptPack[]): Readonly<Record<string, string | Uint8Array>> {
  if (scripts.length === 0) return {};
  const files = scripts.map(({ path: script, archive }, n) => [`${n + 1}-${path.basename(script).replaceAll(/[^-.\w]/g, '_').slice(-100)}.tar`, archive] as const);
  const told = scripts.map(({ archive, ...script }, n) => ({ ...script, archive: { file: files[n]?.[0], sha256: sumOf(archive) } }));
  return { [listingFile]: `${JSON.stringify({ gameday, scripts: told }, null, 2)}\n`, ...Object.fromEntries(files) };
}

function bytesOf(file: string, named: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Problem({ expected: 'a file of packed scripts', got: reasonOf(error), where: named, next: again, cause: error });
  }
}

function listed(file: string, named: string): z.output<typeof listing> {
  const text = bytesOf(file, named).toString('utf8');
  try {
    return listing.parse(JSON.parse(text));
  } catch (error) {
    throw new Problem({ expected: 'a list of packed scripts', got: error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error), where: named, next: again, cause: error });
  }
}

/** Takes scripts from what lies beside `named`, each only as it was packed. Throws, and rejects, with a `Problem` that says what is not as the list has it. */
export function packedBefore({ cwd, version }: Pick<Io, 'cwd' | 'version'>, named: string): ScriptSource {
  const file = path.resolve(cwd, named);
  const { gameday, scripts } = listed(file, named);
  if (gameday !== version) throw new Problem({ expected: `scripts that were packed by gameday ${version}, which runs them`, got: `some by ${gameday}`, where: named, next: again });
  return async ({ team, at }) => {
    const one = scripts.find((script) => script.path === team.path);
    if (one === undefined) return { path: [...at, 'script'], expected: `one of the scripts that were packed: ${scripts.map((script) => script.path).join(', ')}`, got: shown(team.path) };
    const { archive: { file: name, sha256: expected }, ...script } = one;
    const where = path.join(path.dirname(named), name);
    const archive = bytesOf(path.join(path.dirname(file), name), where);
    const got = sumOf(archive);
    if (got !== expected) throw new Problem({ expected: `the script ${team.path} as it was packed, SHA-256 ${expected}`, got: `an archive of SHA-256 ${got}`, where, next: again });
    return { ...script, archive };
  };
}
