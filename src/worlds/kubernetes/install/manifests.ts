/** Holds how the manifests in k8s/ are read: the very objects that `kubectl apply -k` applies, since their kustomizations only list files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { ClusterObject } from '../api/objects.ts';

const home = fileURLToPath(new URL('../../../../k8s', import.meta.url));

/** The image of everything that is gameday's own, as the manifests name it. */
const placeholder = 'gameday:dev';

/** Strict: whatever else kustomize can do would be lost here. */
const kustomization = z.strictObject({ apiVersion: z.string(), kind: z.literal('Kustomization'), resources: z.array(z.string()) });

const manifest = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()) }) });
export type Manifest = z.output<typeof manifest> & ClusterObject;

async function filesOf(folder: string): Promise<readonly string[]> {
  const { resources } = kustomization.parse(parse(await readFile(join(folder, 'kustomization.yaml'), 'utf8')));
  const found = await Promise.all(resources.map(async (name) => (name.endsWith('.yaml') ? [join(folder, name)] : filesOf(join(folder, name)))));
  return found.flat();
}

/** The objects of `k8s/range`, which has the agent in it, or of `k8s/agent` alone; without a namespace. */
export async function manifests(part: 'range' | 'agent', image?: string): Promise<readonly Manifest[]> {
  const texts = await Promise.all((await filesOf(join(home, part))).map((file) => readFile(file, 'utf8')));
  const named = image === undefined ? texts : texts.map((text) => text.replaceAll(`image: ${placeholder}\n`, `image: ${JSON.stringify(image)}\n`));
  return named.flatMap((text) => parseAllDocuments(text).map((document) => manifest.parse(document.toJS()) as Manifest));
}
