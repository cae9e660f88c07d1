/** Holds the description of an open Kubernetes world: plain JSON from which any process with access to the cluster reaches it again. */
import { z } from 'zod';
import { Problem } from '../../problem.ts';
import { clusterSettings } from './settings.ts';

const proxy = z.object({
  name: z.string(),
  protocol: z.enum(['http', 'smtp', 'tls', 'tcp']),
  /** The Deployment, and the Service of the same name, of the Toxiproxy that holds it. */
  toxiproxy: z.string(),
  api: z.number(),
  /** The port that it listens on, in the Toxiproxy's pod and on its Service. */
  listen: z.number(),
  /** `host:port`, as Toxiproxy resolves it. */
  upstream: z.string(),
  health: z.string(),
  /** The Service whose selector was switched to it; absent where the Toxiproxy was there. */
  interposed: z.string().exactOptional(),
  /** The port of that Service, where users come in. */
  port: z.number().exactOptional(),
});

const kubernetesDescription = z.object({
  world: z.literal('kubernetes'),
  run: z.string(),
  seed: z.number(),
  context: z.string(),
  namespace: z.string(),
  server: z.string(),
  /** Whether the practice range is what is drilled; otherwise a team's own staging. */
  range: z.boolean(),
  cluster: clusterSettings,
  proxies: z.array(proxy),
  tools: z.record(z.string(), z.string()),
});

export type KubernetesDescription = z.output<typeof kubernetesDescription>;
export type ClusterProxy = KubernetesDescription['proxies'][number];

export function readDescription(description: unknown): KubernetesDescription {
  const read = kubernetesDescription.safeParse(description);
  if (read.success) return read.data;
  throw new Problem({ expected: 'the description of a Kubernetes world', got: z.prettifyError(read.error), where: 'world.opened', next: 'It was written by another version, or edited.' });
}
