/** Holds who keeps an object as it is written elsewhere: Argo CD, Flux or an operator, which would set back what a drill changes. */
import type { ClusterObject } from './objects.ts';

/** Labels and annotations that only the owner writes. */
const marks: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/': 'Argo CD',
  'kustomize.toolkit.fluxcd.io/': 'Flux',
  'helm.toolkit.fluxcd.io/': 'Flux',
};
/** Field managers: Argo CD's tracking by the label app.kubernetes.io/instance can't be told from Helm's otherwise. */
const managers: readonly (readonly [RegExp, string])[] = [
  [/^argocd-/, 'Argo CD'],
  [/^(?:kustomize|helm)-controller$/, 'Flux'],
];

/** In words for a person, such as `Argo CD (argocd.argoproj.io/tracking-id)`; undefined where nobody shows. */
export function ownerOf({ metadata }: ClusterObject): string | undefined {
  const keys = Object.keys({ ...metadata?.labels, ...metadata?.annotations });
  for (const [prefix, owner] of Object.entries(marks)) {
    const key = keys.find((one) => one.startsWith(prefix));
    if (key !== undefined) return `${owner} (${key})`;
  }
  for (const { manager = '' } of metadata?.managedFields ?? []) {
    const owner = managers.find(([name]) => name.test(manager))?.[1];
    if (owner !== undefined) return `${owner} (field manager ${manager})`;
  }
  const controller = metadata?.ownerReferences?.find((one) => one.controller === true);
  return controller === undefined ? undefined : `${controller.kind} ${controller.name}, its owner,`;
}
