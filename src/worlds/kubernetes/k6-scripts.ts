/** Holds the traffic scripts as a ConfigMap, from which the pods of a generator read them: flat, as they import each other. */
import type { V1ConfigMap, V1OwnerReference } from '@kubernetes/client-node';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptsFolder } from '../../tools/k6/command.ts';
import { types } from './objects.ts';

/** It goes with its owner, the Job or TestRun that runs the scripts. */
export async function scriptsFor(name: string, labels: Readonly<Record<string, string>>, owner: V1OwnerReference): Promise<V1ConfigMap> {
  const files = (await readdir(scriptsFolder)).filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'));
  const data = Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(join(scriptsFolder, file), 'utf8')] as const)));
  return { ...types.ConfigMap, metadata: { name, labels: { ...labels }, ownerReferences: [owner] }, data };
}
