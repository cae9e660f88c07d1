/** Holds what a scenario may set in the Kubernetes world: the practice range's settings, and under `cluster` what belongs to a cluster. */
import { z } from 'zod';
import { rangeSettings } from '../../range/settings.ts';
import { externalSettings } from './external/settings.ts';

const text = z.string().min(1);
/** A name as DNS has it (RFC 1123). */
const dnsName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, { error: (issue) => `expected the name of an object of the namespace such as "checkout", got ${JSON.stringify(issue.input)}` });
const port = z.union([z.int().min(1).max(65_535), dnsName]);

/** Whoever asks often, such as a flood of small Jobs, must not fill a node. */
export const generatorSettings = z.strictObject({
  image: text.default('grafana/k6:2.2.0').describe('the k6 that generators run; pulled only where the node has none'),
  parallelism: z.int().min(1).max(50).default(1).describe('runners a flood; more than one needs k6-operator and its TestRun'),
  cpu: text.default('1').describe('CPU limit of a runner'),
  memory: text.default('512Mi').describe('memory limit of a runner'),
  nodeSelector: z.record(z.string(), z.string()).default({}).describe('nodes that runners may be placed on'),
});

/** How many requests an entry received, asked of the entry itself: without it a flood cannot be shown to have arrived. */
const counter = z.union([
  z.strictObject({ url: z.url().describe('Prometheus text, such as http://shop.staging.svc:8080/metrics'), metric: text.describe('a counter; all its series are added up') }),
  z.strictObject({ prometheus: z.url().describe('base URL of a Prometheus'), query: text.describe('PromQL whose result is one number, growing') }),
]);

const entry = z.strictObject({
  url: z.url().describe('where users come in; in the namespace, or outside under `external`'),
  counter: counter.optional(),
  probe: text.default('/').describe('path that path probes fetch'),
});

const interposed = z.strictObject({
  service: dnsName.describe('the Service that is given a Toxiproxy, by switching its selector for the time of the run'),
  port: port.optional().describe('which of its ports, by number or name; needed where it has several'),
  protocol: z.enum(['http', 'smtp', 'tls', 'tcp']).default('http').describe('how it is probed'),
  health: z.string().startsWith('/').default('/healthz').describe('path of the probe, for http'),
});

/** A login flood locks real accounts and a case sends real mail, unless there is nothing real behind them. */
const syntheticSettings = z.strictObject({
  accounts: z.literal(true).describe('true: whoever owns this environment says that its accounts, and whom it writes to, are made up'),
  canary: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).describe('where one canary is posted before the drill, such as a case that makes mail; in the namespace'),
      body: text.includes('{nonce}').default('{"id":"{nonce}","subject":"[DRILL] canary"}').describe('what is posted, as JSON; {nonce} stands for a text that is new each time'),
      expect: z.url({ protocol: /^https?$/ }).describe("the sink, such as a mail catcher's list: its answer must contain the nonce within 10 s"),
    })
    .describe('proves that what the environment sends ends in a sink'),
});

export const clusterSettings = z.strictObject({
  contexts: z.array(text).default([]).describe('kubeconfig contexts that this scenario may be run in; gameday.config.yaml may name more'),
  limits: z
    .strictObject({
      rps: z.number().positive().max(20_000).default(500).describe('the sum of all floods at one moment, at most'),
      seconds: z.number().positive().default(3600).describe('how long the timeline may be'),
      pods: z.int().min(0).default(5).describe('pods that faults may end, at most, all together'),
    })
    .prefault({}),
  generators: generatorSettings.prefault({}),
  autoscaling: z.enum(['live', 'pinned']).default('live').describe('pinned: the autoscalers of the namespace are held at their replicas for the time of the run'),
  entries: z.record(dnsName, entry).optional().describe("a team's own ways in; where given, the practice range is not used"),
  interpose: z.array(interposed).default([]),
  toxiproxy: z.strictObject({ service: dnsName, port: z.int().default(8474) }).optional().describe('a Toxiproxy that is there already, with its proxies'),
  workloads: z.array(dnsName).default([]).describe('Deployments and StatefulSets that are watched beside the targets of faults'),
  alertmanager: z.url().optional().describe('an Alertmanager whose API is polled'),
  synthetic: syntheticSettings.optional().describe("needed where traffic changes state of a team's own system: logins, cases, mail"),
  external: externalSettings.optional().describe('needed where an entry lies outside the cluster, as behind a CDN or a scrubbing partner'),
  gitops: text.optional().describe('who paused Argo CD or Flux for the targets, and until when; needed where one of them owns a target'),
});

export const kubernetesSettings = rangeSettings.extend({ cluster: clusterSettings.prefault({}) });

export type SyntheticSettings = z.output<typeof syntheticSettings>;
export type ClusterSettings = z.output<typeof clusterSettings>;
export type KubernetesSettings = z.output<typeof kubernetesSettings>;
