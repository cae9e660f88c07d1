/** Holds the pod of a generator: how k6 is called in it and what it may do, the same in a Job and in a TestRun. */
import { createHash } from 'node:crypto';
import type { V1EnvVar, V1PodSecurityContext, V1ResourceRequirements, V1SecurityContext, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { LoadSpec } from '../../../ports/capabilities.ts';
import { k6Arguments, k6Environment, scriptName } from '../../../tools/k6/command.ts';
import { teamFileNames } from './k6-scripts.ts';
import { labels } from '../api/objects.ts';
import type { ClusterSettings } from '../settings.ts';

export interface GeneratorPlan {
  /** Of the Job or TestRun, and of the ConfigMap with its scripts. */
  readonly object: string;
  readonly run: string;
  readonly spec: LoadSpec;
  /** Where it waits, as pods reach it. */
  readonly gate: string;
  readonly settings: ClusterSettings;
}

/** k6-operator calls the container so, and k6's API listens there; a Job's does alike. */
export const k6Container = 'k6';
export const k6ApiPort = 6565;
/** Where k6-operator puts a script's ConfigMap. */
const scriptsAt = '/test';
/** What a pod writes here is in its status afterwards, and outlives its log. */
const lastWords = '/dev/termination-log';

/** The same for the same run and generator; short, since k6-operator makes longer names of it. */
export function objectNameOf(run: string, generator: string): string {
  const readable = generator.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 24).replace(/^-|-$/g, '');
  return `load-${readable === '' ? 'x' : readable}-${createHash('sha256').update(`${run}/${generator}`).digest('hex').slice(0, 8)}`;
}

export const generatorLabels = (run: string): Record<string, string> => ({ [labels.run]: run, 'app.kubernetes.io/part-of': 'gameday', 'app.kubernetes.io/name': 'gameday-generator' });

export const k6Call = ({ spec }: GeneratorPlan): readonly string[] => [...k6Arguments(spec.report, lastWords, `127.0.0.1:${k6ApiPort}`), ...(typeof spec.script === 'string' ? [] : [`--config=${scriptsAt}/${teamFileNames.config}`])];
export const scriptPath = ({ spec }: GeneratorPlan): string => `${scriptsAt}/${typeof spec.script === 'string' ? scriptName(spec.script) : teamFileNames.archive}`;

/** k6 keeps an answer of DNS for five minutes, much longer than the users do whom a diversion is to reach. */
export const environmentOf = ({ spec, gate }: GeneratorPlan): V1EnvVar[] => Object.entries({ ...k6Environment(spec, gate), K6_DNS: 'ttl=5s,select=roundRobin', HOME: '/tmp' }).map(([name, value]) => ({ name, value }));

export const imageOf = ({ settings }: GeneratorPlan) => ({ image: settings.generators.image, imagePullPolicy: 'IfNotPresent' });

/** Little is asked for, so that a generator finds its place; much is not allowed, so that it leaves others theirs. */
export const resourcesOf = ({ settings: { generators } }: Pick<GeneratorPlan, 'settings'>): V1ResourceRequirements => ({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: generators.cpu, memory: generators.memory } });

/** By number, as `runAsNonRoot` needs it: the user `k6` of the official image. */
export const podSecurity: V1PodSecurityContext = { runAsNonRoot: true, runAsUser: 12_345, runAsGroup: 12_345, seccompProfile: { type: 'RuntimeDefault' } };
export const containerSecurity: V1SecurityContext = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

export const scriptsVolume = ({ object }: GeneratorPlan): V1Volume => ({ name: 'scripts', configMap: { name: object } });
export const scriptsMount: V1VolumeMount = { name: 'scripts', mountPath: scriptsAt, readOnly: true };
export const scratchVolume: V1Volume = { name: 'scratch', emptyDir: { sizeLimit: '16Mi' } };
export const scratchMount: V1VolumeMount = { name: 'scratch', mountPath: '/tmp' };

/** A generator that nobody ends is ended by the cluster: after its profile, and a wait at its gate as long as a whole timeline may be. */
export const lifetimeOf = ({ spec, settings }: GeneratorPlan) => ({
  activeDeadlineSeconds: Math.ceil(spec.stages.reduce((sum, { forMs }) => sum + forMs, 0) / 1000 + settings.limits.seconds),
  ttlSecondsAfterFinished: 300,
});
