/** Holds k6 scripts of a team for tests: written to a folder of their own, and packed as a drill does it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PackedScript } from '../../../src/ports/load.ts';
import { type Packed, packScript } from '../../../src/tools/k6/pack-script.ts';
import { k6Path } from './k6-program.ts';

export interface Written {
  readonly folder: string;
  clean(): void;
}

/** `files` by their paths. */
export function written(files: Readonly<Record<string, string | Buffer>>, prefix = 'gameday-script-'): Written {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, clean: () => rmSync(folder, { recursive: true, force: true }) };
}

export const packed = async ({ folder }: Written, path: string): Promise<Packed> => packScript({ k6: await k6Path(), file: join(folder, path), folder, entries: ['front', 'edge'] });

/** One script, as a generator is given it. */
export async function packedScript(text: string, path = './users.ts'): Promise<PackedScript> {
  const files = written({ [path]: text });
  try {
    return { path, archive: (await packed(files, path)).archive };
  } finally {
    files.clean();
  }
}
