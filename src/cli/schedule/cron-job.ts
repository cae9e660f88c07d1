/** Holds the CronJob that runs a scenario from inside the cluster: the Job of k8s/runner as its template, with the scenario and the team's packed scripts beside it. Pure. */
import { Document, parse, parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import type { Json } from '../../record/json.ts';
import { listingFile } from '../packed-scripts.ts';
import { contentOf, type Files } from './config-map.ts';
import type { CronTimes } from './cron-times.ts';

/** As far as it is read here; whatever else the manifest says is kept. */
const job = z.looseObject({
  spec: z.looseObject({
    activeDeadlineSeconds: z.number(),
    template: z.looseObject({ metadata: z.looseObject({}), spec: z.looseObject({ containers: z.tuple([z.looseObject({ image: z.string(), args: z.array(z.string()) })]), volumes: z.array(z.looseObject({ name: z.string() })) }) }),
  }),
});

export interface Planned {
  /** Names the CronJob, its ConfigMap and the runs' label. */
  readonly name: string;
  readonly times: CronTimes;
  /** What the scenario's file says, as data. */
  readonly scenario: unknown;
  /** The files of the team's own scripts, by name; none where it runs none. */
  readonly packed: Files;
  readonly deadlineS: number;
  readonly image?: string | undefined;
  readonly namespace?: string | undefined;
}

/** The texts of k8s/runner. */
export interface Runner {
  readonly job: string;
  readonly journals: string;
}

/** Where k8s/runner mounts what the Job runs. */
const mountedAt = '/scenario';

/** People are told of a time: a drill that comes much later finds nobody. */
const lateSecondsMax = 300;

export function cronJob({ name, times, scenario, packed, deadlineS, image, namespace }: Planned, runner: Runner): string {
  const { spec } = job.parse(parse(runner.job));
  const labels = { 'app.kubernetes.io/part-of': 'gameday', 'app.kubernetes.io/name': name, 'gameday.dev/part': 'runner' };
  const metadata = (called: string) => ({ name: called, ...(namespace !== undefined && { namespace }), labels });
  const [container] = spec.template.spec.containers;
  const pod = {
    ...spec.template.spec,
    containers: [{ ...container, image: image ?? container.image, args: listingFile in packed ? [...container.args, '--packed', `${mountedAt}/${listingFile}`] : container.args }],
    volumes: spec.template.spec.volumes.map((volume) => (volume.name === 'scenario' ? { name: 'scenario', configMap: { name } } : volume)),
  };
  const objects: readonly Json[] = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name), ...contentOf({ 'scenario.yaml': stringify(scenario), ...packed }) },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: metadata(name),
      spec: {
        schedule: times.cron,
        timeZone: times.timeZone,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: lateSecondsMax,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        // The template is JSON: it was read from YAML.
        jobTemplate: { metadata: { labels }, spec: { ...spec, activeDeadlineSeconds: deadlineS, template: { ...spec.template, metadata: { labels }, spec: pod } } } as Json,
      },
    },
  ];
  const volumes = parseAllDocuments(runner.journals).map((document) => withNamespace(document.toJS() as { metadata: object }, namespace));
  return `# Written by \`gameday schedule\`; apply with \`kubectl apply --server-side\` where gameday's agent is installed.\n${[...volumes, ...objects].map((object) => new Document(object, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 })).join('---\n')}`;
}

const withNamespace = <T extends { metadata: object }>(object: T, namespace: string | undefined): T => (namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } });
