/** Holds how a program is downloaded from its official release, and taken only if its SHA-256 is the one that was published. */
import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx/core';
import { reasonOf } from '../../problem.ts';
import type { Machine, Program } from './program.ts';

export const officialReleases = 'https://github.com';

async function get(url: string, stop: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal: stop }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new Error(`${url} can't be reached: ${reasonOf(cause)}`, { cause: error });
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** A line of a checksum file is the digest, blanks, perhaps an asterisk, and the name. */
function published(checksums: string, file: string): string | undefined {
  for (const line of checksums.split('\n')) {
    const [digest, name] = line.trim().split(/\s+\*?/);
    if (name === file && /^[\da-f]{64}$/i.test(digest ?? '')) return digest?.toLowerCase();
  }
  return undefined;
}

/** Downloads into `folder` and resolves with the program's file; rejects with a sentence. */
export async function downloadRelease(program: Program, folder: string, machine: Machine, releases: string, stop: AbortSignal): Promise<string> {
  const release = program.release(machine);
  const base = `${releases}/${release.folder}`;
  const expected = published(new TextDecoder().decode(await get(`${base}/${release.checksums}`, stop)), release.file);
  if (expected === undefined) throw new Error(`${base}/${release.checksums} has no SHA-256 for ${release.file}`);
  const bytes = await get(`${base}/${release.file}`, stop);
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got !== expected) throw new Error(`${release.file}: expected SHA-256 ${expected} as published, got ${got}; it was thrown away`);
  const file = join(folder, release.file);
  await writeFile(file, bytes);
  if (release.inside === undefined) {
    await chmod(file, 0o755);
    return file;
  }
  // GNU tar reads .tar.gz, and the tar of macOS .zip as well; each release has what its platform's tar reads.
  await $({ quiet: true, cwd: folder, signal: stop })`tar -xf ${file}`;
  return join(folder, release.inside);
}
