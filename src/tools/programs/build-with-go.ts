/** Holds how a program is built where Go is installed: in a module of its own that requires just that version. */
import { join } from 'node:path';
import { $, which } from 'zx/core';
import type { Environment } from './places.ts';
import type { Program } from './program.ts';

/** Builds into `folder` and resolves with the file; rejects with a sentence. */
export async function buildWithGo(program: Program, folder: string, env: Environment, stop: AbortSignal): Promise<string> {
  const go = await which('go', { nothrow: true, path: env['PATH'] ?? '' });
  if (go === null) throw new Error('no go on PATH');
  const file = join(folder, program.binary);
  const { module, package: from, ldflags } = program.go;
  const run = $({ quiet: true, nothrow: true, cwd: folder, signal: stop, env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' } });
  const steps = [
    ['mod', 'init', `local/${program.name}`],
    ['mod', 'edit', `-require=${module}@v${program.version}`],
    ['build', '-mod=mod', '-trimpath', '-ldflags', ldflags, '-o', file, from],
  ];
  for (const step of steps) {
    const ran = await run`${go} ${step}`;
    if (ran.exitCode !== 0) throw new Error(`\`go ${step[0]}\` failed: ${ran.stderr.trim().split('\n').slice(-2).join(' ') || `exit code ${ran.exitCode}`}`);
  }
  return file;
}
