/** Holds where a cluster's tools reach gameday's receivers, and the Secret with what they must know for it: made once for a namespace, read by each run. */
import type { V1Secret } from '@kubernetes/client-node';
import type { Answer, Refused } from '../../../ports/capabilities.ts';
import { Problem } from '../../../problem.ts';
import { entranceBehind, freshSecret, secretShape, secretWords } from '../../secret.ts';
import type { ClusterClient } from '../api/client.ts';
import { agentName, labels, outpostPorts, receiversSecretName, refTo, types } from '../api/objects.ts';
import { hostOf } from '../places.ts';

export const outpostUrl = (namespace: string): string => `http://${hostOf(agentName, namespace)}:${outpostPorts.serve}`;

/** A receiver's kind is the path below it. `current` stands for the run that listens, in the settings of tools that stay while runs come and go. */
export const receiversUrl = (namespace: string, run: string, secret?: string): string => `${outpostUrl(namespace)}/receive/${encodeURIComponent(run)}${secret === undefined ? '' : `/${secret}`}`;

/** Prints the secret, for who may read it. */
export const secretCommand = (namespace: string): string => `kubectl get secret ${receiversSecretName} --namespace ${namespace} -o jsonpath={.data.secret} | base64 -d`;

/** The URL for a shell, between double quotes: what people are told without the secret itself. */
export const receiversTold = (namespace: string): string => receiversUrl(namespace, 'current', `$(${secretCommand(namespace)})`);

const ref = refTo(types.Secret, receiversSecretName);

function secretOf({ data }: V1Secret, namespace: string): string {
  const secret = Buffer.from(data?.['secret'] ?? '', 'base64').toString();
  // It may be known as one for all its being wrong, so it isn't repeated.
  if (!secretShape.test(secret)) throw new Problem({ expected: `${secretWords} at \`secret\``, got: secret === '' ? 'nothing' : `${secret.length} characters`, where: `Secret ${ref.name} in namespace ${namespace}`, next: 'Take it away with kubectl: `gameday install`, or `range up`, then makes another one.' });
  return secret;
}

/** Undefined where the namespace has none: its receivers are then open to every pod of the cluster. */
export async function receiversSecret(client: ClusterClient): Promise<string | undefined> {
  const found = await client.read<V1Secret>(ref);
  return found && secretOf(found, client.namespace);
}

/** Makes one where there is none, and leaves the one that is there, so that URLs which teams pasted stay valid. Resolves with when it was made, in unix ms. */
export async function ensureReceiversSecret(client: ClusterClient): Promise<number> {
  const found = await client.read<V1Secret>(ref);
  if (found !== undefined) secretOf(found, client.namespace);
  const metadata = { name: ref.name, labels: { 'app.kubernetes.io/part-of': 'gameday', 'app.kubernetes.io/name': ref.name, [labels.part]: 'agent' } };
  const there = found ?? (await client.create<V1Secret>({ ...types.Secret, metadata, data: { secret: Buffer.from(freshSecret()).toString('base64') } }));
  return new Date(there.metadata?.creationTimestamp ?? 0).getTime();
}

/** Answers those alone who know the secret. */
export function behindSecret(answer: Answer, secret: string, refused: Refused): Answer {
  const entrance = entranceBehind(secret, refused);
  return async (request) => {
    const entered = entrance(request.method, request.path);
    return 'refusal' in entered ? entered.refusal : answer({ ...request, path: entered.path });
  };
}
