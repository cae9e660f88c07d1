/** Holds the gates of a namespace: all must be open before a drill changes anything there; each refusal says which one and how it is opened. */
import { reasonOf } from '../../../problem.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { configName } from './config.ts';
import { labels, refTo, types } from '../api/objects.ts';
import type { ClusterSettings } from '../settings.ts';
import { refusalsOfTargets } from './targets.ts';

function contextGate(client: ClusterClient, allowed: readonly string[]): readonly string[] {
  // Whoever could put the runner's Job into the namespace had the permission that this gate asks for.
  if (client.inside || allowed.includes(client.context)) return [];
  const others = allowed.length === 0 ? 'nothing' : allowed.join(', ');
  return [`The context ${client.context} is not on the allow-list, which names ${others}. Add it to the scenario's world.settings.cluster.contexts, or to \`contexts\` in ${configName} beside it or in gameday/config.yaml under $XDG_CONFIG_HOME.`];
}

const stageKeys = new Set(['env', 'environment', 'tier', 'stage']);
/** `app.example.com/env` says the same as `env`. */
const saysProduction = ([key, value]: [string, string]) => stageKeys.has(key.slice(key.lastIndexOf('/') + 1).toLowerCase()) && /^(prod.*|live)$/i.test(value);

async function namespaceGate(client: ClusterClient): Promise<readonly string[]> {
  const { namespace } = client;
  try {
    const found = await client.read(refTo(types.Namespace, namespace));
    if (found === undefined) return [`The namespace ${namespace} does not exist in context ${client.context}. Choose another with --namespace, or make it: \`kubectl create namespace ${namespace}\`.`];
    const marks = found.metadata?.labels ?? {};
    const production = Object.entries(marks).find(saysProduction);
    if (production !== undefined) return [`The namespace ${namespace} is production by its label ${production.join('=')}. Nothing opens that: drill in staging. If the label is wrong, whoever set it can mend it.`];
    if (marks[labels.drills] === 'allowed') return [];
    const how = `Whoever answers for that namespace opens it: \`kubectl label namespace ${namespace} ${labels.drills}=allowed\`.`;
    return [`The namespace ${namespace} has ${marks[labels.drills] === undefined ? `no label ${labels.drills}` : `the label ${labels.drills}=${marks[labels.drills] ?? ''}`}. ${how}`];
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 403)) return [`Whether drills are allowed in namespace ${namespace} could not be read: ${reasonOf(error)}`];
    return [`Whether drills are allowed in namespace ${namespace} may not be read here: an administrator of the namespace applies k8s/agent/role.yaml, whose Role allows to get that one namespace, and binds it to whoever runs gameday.`];
  }
}

/** Refusals, none of them a change: the context, the namespace, and every host that the drill would send something to. */
export async function gates(client: ClusterClient, allowed: readonly string[], hosts: readonly string[] = []): Promise<readonly string[]> {
  const first = [...contextGate(client, allowed), ...(await namespaceGate(client))];
  // In a namespace that is closed nothing else is asked.
  return first.length > 0 ? first : refusalsOfTargets(client, hosts);
}

export interface Caps {
  readonly settings: Pick<ClusterSettings, 'limits'>;
  /** The sum of all loads at one moment. */
  readonly rpsMax: number;
  readonly durationMs: number;
  /** All together. */
  readonly podsTouched?: number;
}

export function refusalsOfCaps({ settings: { limits }, rpsMax, durationMs, podsTouched = 0 }: Caps): readonly string[] {
  const cap = (is: number, most: number, unit: string, what: string, key: string) =>
    is <= most ? [] : [`${what} ${Math.ceil(is)} ${unit}, and the cap is ${most} ${unit}: lower it, or raise world.settings.cluster.limits.${key} if whoever answers for the namespace agrees.`];
  return [
    ...cap(rpsMax, limits.rps, 'requests/s', 'All loads together reach', 'rps'),
    ...cap(durationMs / 1000, limits.seconds, 's', 'The timeline takes', 'seconds'),
    ...cap(podsTouched, limits.pods, 'pods', 'Faults may end', 'pods'),
  ];
}
