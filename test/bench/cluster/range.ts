/** Holds the practice range of the cluster's bench: put up in a namespace of its own, timed, and removed however the bench ends. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { $ } from 'zx';
import { makeNamespace, type TestNamespace } from '../../cluster/kit.ts';
import { gameday, liveRun, type LiveRun } from '../../kill/live-run.ts';

export interface BenchRange extends TestNamespace {
  /** From the command's start to its end, when all is ready. */
  readonly upMs: number;
  readonly drill: (scenario: string) => LiveRun;
}

export async function benchRange(): Promise<BenchRange> {
  const config = mkdtempSync(path.join(tmpdir(), 'gameday-bench-'));
  // The one way that every end takes, a signal's included.
  process.once('exit', () => rmSync(config, { recursive: true, force: true }));
  // A terminal and npm may both tell of the same Ctrl-C.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  mkdirSync(path.join(config, 'gameday'));
  writeFileSync(path.join(config, 'gameday', 'config.yaml'), `contexts: [${(await $`kubectl config current-context`).stdout.trim()}]\n`);
  process.env['XDG_CONFIG_HOME'] = config;
  const at = await makeNamespace();
  process.once('exit', () => void spawnSync('kubectl', ['delete', 'namespace', at.name, '--wait=false', '--ignore-not-found']));
  const where = ['--world', 'kubernetes', '--namespace', at.name];
  const begun = performance.now();
  const { code, output } = await gameday('range', 'up', ...where).exited;
  const upMs = performance.now() - begun;
  if (code !== 0) throw new Error(`expected the practice range to be up, got exit ${code}: ${output}`);
  return { ...at, upMs, drill: (scenario) => liveRun(scenario, ...where) };
}
