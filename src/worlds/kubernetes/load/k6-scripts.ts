/** Holds what k6 runs as a ConfigMap, from which the pods of a generator read it: gameday's scripts, flat, as they import each other; or one packed script of the team's. */
import type { V1ConfigMap, V1OwnerReference } from '@kubernetes/client-node';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptsFolder } from '../../../tools/k6/command.ts';
import { types } from '../api/objects.ts';

/** A packed script, and the configuration that k6 runs it with. */
export interface TeamFiles {
  readonly archive: Uint8Array;
  readonly config: string;
}

/** As they are called in the pod. */
export const teamFileNames = { archive: 'script.tar', config: 'config.json' } as const;

async function ourFiles(): Promise<Pick<V1ConfigMap, 'data'>> {
  const files = (await readdir(scriptsFolder)).filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'));
  return { data: Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(join(scriptsFolder, file), 'utf8')] as const))) };
}

const theirFiles = ({ archive, config }: TeamFiles): Pick<V1ConfigMap, 'data' | 'binaryData'> => ({
  data: { [teamFileNames.config]: config },
  binaryData: { [teamFileNames.archive]: Buffer.from(archive).toString('base64') },
});

/** It goes with its owner, the Job or TestRun that runs the scripts. */
export async function scriptsFor(name: string, labels: Readonly<Record<string, string>>, owner: V1OwnerReference, team?: TeamFiles): Promise<V1ConfigMap> {
  return { ...types.ConfigMap, metadata: { name, labels: { ...labels }, ownerReferences: [owner] }, ...(team === undefined ? await ourFiles() : theirFiles(team)) };
}
