/** Holds how a file is asked which version of a program it is. */
import { $ } from 'zx/core';
import type { Environment } from './places.ts';
import type { Program } from './program.ts';

/** The version if gameday can use this file; otherwise a sentence that says why it can't. */
export async function versionOf(program: Program, file: string, env: Environment): Promise<{ version: string } | { no: string }> {
  const ran = await $({ quiet: true, nothrow: true, timeout: '10s', env: { ...env } })`${file} ${program.versionArgs}`;
  const said = `${ran.stdout}${ran.stderr}`.trim();
  const [, version, major] = /\bv?((\d+)\.\d+\.\d+[\w.-]*)/.exec(ran.exitCode === 0 ? said : '') ?? [];
  if (version === undefined) return { no: `${file} doesn't tell its version (exit code ${ran.exitCode}${said === '' ? '' : `: ${said.split('\n', 1)[0]}`})` };
  if (Number(major) !== program.major) return { no: `${file} is version ${version}, and gameday needs ${program.major}.x` };
  return { version };
}
