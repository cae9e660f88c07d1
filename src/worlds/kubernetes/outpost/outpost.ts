/** Holds the runner's end of the outpost: addresses that lead into the cluster, gates for generators there, and the way of messages to receivers here. */
import type { V1Pod } from '@kubernetes/client-node';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { serviceOf } from '../../../outpost/hosts.ts';
import { version } from '../../../outpost/version.ts';
import type { Answer, Refused } from '../../../ports/inbound.ts';
import { Problem } from '../../../problem.ts';
import type { Address } from '../../../range/contract.ts';
import type { ClusterClient } from '../api/client.ts';
import { agentName, outpostPorts, types } from '../api/objects.ts';
import { askAgain } from './ask.ts';
import { makeDoors } from './doors.ts';
import { type OutpostGate, outpostGate } from './gate.ts';
import { outpostInbox } from './inbox.ts';
import { behindSecret, outpostUrl, receiversUrl } from './receivers.ts';
import { openTunnel } from './tunnel.ts';

export interface Outpost {
  /**
   * An address on this machine's loopback that leads to a Service of the namespace, one fresh connection (and DNS question) each. One that is refused
   * inside is reset here; one that nobody answers stays silent; while the tunnel is made anew, connections wait for it. `repeatable` spares a round trip
   * where the client speaks first and its first bytes may arrive twice, should the tunnel break meanwhile.
   */
  at(host: string, port: number, repeatable?: boolean): Promise<Address>;
  gate(name: string, waiters: number): Promise<OutpostGate>;
  /** Why a drill had better not rely on it: it is of another version than this process. Undefined where it isn't. */
  refusal(stop: AbortSignal): Promise<string | undefined>;
  /** Where the cluster's tools reach gameday's receivers: `http://gameday-agent.NS.svc:8700/receive/RUN/SECRET`. */
  readonly receivers: string;
  close(): Promise<void>;
}

export interface OutpostWay {
  /** A connection to the outpost's tunnel port. */
  readonly dial: () => Promise<Duplex>;
  readonly namespace: string;
  readonly run: string;
  /** Absent where messages are somebody else's: the last runner that listens gets them all. */
  readonly receive?: Answer | undefined;
  /** Messages without it in their path aren't for the receivers; absent where the namespace has none. */
  readonly secret?: string | undefined;
  readonly refused?: Refused | undefined;
}

const gateMsMax = 10_000;
const told = z.object({ version: z.string() });

export async function outpostOver({ dial, namespace, run, receive, secret, refused = () => {} }: OutpostWay, stop: AbortSignal): Promise<Outpost> {
  const base = outpostUrl(namespace);
  const receivers = receiversUrl(namespace, run, secret);
  const answer = receive === undefined || secret === undefined ? receive : behindSecret(receive, secret, refused);
  const tunnel = await openTunnel({ dial, up: answer === undefined ? () => {} : outpostInbox(run, receivers, answer) }, stop);
  const doors = makeDoors(tunnel);
  return {
    async at(host, port, repeatable) {
      const service = serviceOf(host, namespace);
      if (service === undefined) throw new Problem({ expected: `a Service of namespace ${namespace}, such as checkout.${namespace}.svc`, got: host, next: 'A drill reaches nothing in other namespaces.' });
      return doors.to(`${service}:${port}`, repeatable);
    },
    async refusal(stop) {
      const { status, json } = await askAgain(tunnel, 'GET', '/version', undefined, stop);
      const theirs = told.safeParse(json).data?.version;
      if (theirs === version) return undefined;
      const is = theirs === undefined ? `an older one, which doesn't tell its version (status ${status})` : `of version ${theirs}`;
      return `gameday's agent in namespace ${namespace} is ${is}, and this gameday is ${version}: say \`gameday install --namespace ${namespace} --image IMAGE\` with an image of ${version} (\`range up --world kubernetes\` where the practice range is), or run a gameday of the agent's version.`;
    },
    gate: (name, waiters) => outpostGate({ tunnel, run, name, waiters, base }, AbortSignal.timeout(gateMsMax)),
    receivers,
    async close() {
      tunnel.close();
      await doors.close();
    },
  };
}

const isReady = ({ metadata, status }: V1Pod): boolean => metadata?.deletionTimestamp === undefined && status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
const age = ({ metadata }: V1Pod): number => new Date(metadata?.creationTimestamp ?? 0).getTime();

/** A port-forward to the newest agent that is ready. */
async function toAgent(client: ClusterClient): Promise<Duplex> {
  const pods = await client.list<V1Pod>(types.Pod, `app.kubernetes.io/name=${agentName}`);
  const [pod] = pods.filter(isReady).toSorted((a, b) => age(b) - age(a));
  if (pod?.metadata?.name === undefined) {
    throw new Problem({ expected: `a ready pod of Deployment ${agentName}`, got: pods.length === 0 ? 'none' : `${pods.length} that are not ready`, where: `namespace ${client.namespace}`, next: '`gameday install` puts it there; `kubectl describe pods` says why one is not ready.' });
  }
  return client.forward(pod.metadata.name, outpostPorts.tunnel);
}

export const openOutpost = ({ client, ...way }: Omit<OutpostWay, 'dial' | 'namespace'> & { readonly client: ClusterClient }, stop: AbortSignal): Promise<Outpost> =>
  outpostOver({ dial: () => toAgent(client), namespace: client.namespace, ...way }, stop);
