/** Holds how gameday comes by a program: from PATH, from its cache, built with Go, or from the official release. */
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { which } from 'zx/core';
import { Problem, reasonOf } from '../../problem.ts';
import { buildWithGo } from './build-with-go.ts';
import { downloadRelease, officialReleases } from './download-release.ts';
import { cacheFolder, machineOf, type Places } from './places.ts';
import { programs, type Program, type ProgramName } from './program.ts';
import { versionOf } from './version-of.ts';

export interface FoundProgram {
  readonly name: ProgramName;
  readonly path: string;
  readonly version: string;
  readonly from: 'PATH' | 'cache' | 'Go' | 'release';
}

export interface FindOptions extends Places {
  /** Hears a line for each step that takes time. */
  readonly progress?: (line: string) => void;
  /** Where releases are; GitHub where it isn't given. */
  readonly releases?: string;
  readonly stop?: AbortSignal;
}

/** A cold build of k6 took 73 s on two cores. */
const stepMsMax = 10 * 60_000;

type Look = { readonly found: FoundProgram } | { readonly tried: readonly string[] };

async function look(program: Program, places: Places): Promise<Look> {
  const { name, binary } = program;
  const tried: string[] = [];
  const cached = join(cacheFolder(places), binary);
  const onPath = (await which(binary, { all: true, nothrow: true, path: places.env['PATH'] ?? '' })) ?? [];
  const inCache = (await which(cached, { nothrow: true })) === null ? [] : [cached];
  for (const [from, paths] of [['PATH', onPath], ['cache', inCache]] as const) {
    for (const path of paths) {
      const is = await versionOf(program, path, places.env);
      if ('version' in is) return { found: { name, path, version: is.version, from } };
      tried.push(`${from}: ${is.no}`);
    }
    if (paths.length === 0) tried.push(from === 'PATH' ? `PATH: no ${binary} in it` : `cache: no ${cached}`);
  }
  return { tried };
}

/** Only looks, on PATH and in the cache; undefined when there is none that gameday can use. */
export async function lookForProgram(name: ProgramName, places: Places): Promise<FoundProgram | undefined> {
  const looked = await look(programs[name], places);
  return 'found' in looked ? looked.found : undefined;
}

/** Makes a program in a folder of its own and moves it into the cache in one step, so that set-ups side by side can't spoil each other's. */
async function intoCache(program: Program, options: FindOptions, make: (folder: string) => Promise<string>): Promise<{ path: string; version: string }> {
  const cache = cacheFolder(options);
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, `.${program.name}-`));
  try {
    const made = await make(folder);
    const is = await versionOf(program, made, options.env);
    if (!('version' in is)) throw new Error(is.no);
    const path = join(cache, program.binary);
    await rename(made, path);
    return { path, version: is.version };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Finds a program, or gets it. Rejects with a Problem that lists every attempt with its reason and says what to install.
 * What is built or downloaded is asked for its version before it is kept.
 */
export async function findProgram(name: ProgramName, options: FindOptions): Promise<FoundProgram> {
  const program = programs[name];
  const { progress = () => {}, releases = officialReleases } = options;
  const looked = await look(program, options);
  if ('found' in looked) return looked.found;
  const tried = [...looked.tried];
  const stop = AbortSignal.any([AbortSignal.timeout(stepMsMax), ...(options.stop === undefined ? [] : [options.stop])]);
  const ways = [
    { from: 'Go', doing: 'Building', make: (folder: string) => buildWithGo(program, folder, options.env, stop) },
    { from: 'release', doing: 'Downloading', make: (folder: string) => downloadRelease(program, folder, machineOf(options), releases, stop) },
  ] as const;
  for (const { from, doing, make } of ways) {
    progress(`${doing} ${name} ${program.version} …`);
    try {
      return { name, from, ...(await intoCache(program, options, make)) };
    } catch (error) {
      if (options.stop?.aborted === true) throw error;
      tried.push(`${from}: ${reasonOf(error)}`);
      progress(`${doing} ${name} did not work: ${reasonOf(error)}`);
    }
  }
  throw new Problem({ expected: `${name} ${program.major}.x`, got: `none\n${tried.map((line) => `  - ${line}`).join('\n')}`, next: `Please ${program.advice}, or install Go (https://go.dev/dl/); then run \`gameday setup\` again.` });
}
