/** Holds the verb `init`: looks at a namespace, changes nothing, and writes a first scenario for it. */
import { Problem } from '../problem.ts';
import type { ClusterClient } from '../worlds/kubernetes/api/client.ts';
import type { FoundService, Survey } from '../worlds/kubernetes/survey/found.ts';
import { exitCodes } from './exit-codes.ts';
import { draft } from './init/draft.ts';
import { type FirstDrill, firstDrill } from './init/first-drill.ts';
import { refusalsOf } from './init/refusals.ts';
import { decide } from './init/remarks.ts';
import { type Counters, scenarioName, used } from './init/scenario-values.ts';
import type { Io } from './io.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';
import { refuseExisting, writeNew } from './write-new.ts';

interface InitOptions extends CommonOptions {
  readonly context?: string;
  readonly namespace?: string;
  readonly out?: string;
}

async function countersOf(client: ClusterClient, entries: readonly FoundService[]): Promise<Counters> {
  const { counterOf } = await import('../worlds/kubernetes/survey/counters.ts');
  const single = entries.filter((service) => service.ready === 1);
  const found = await Promise.all(single.map((service) => counterOf(client, service.name).catch(() => undefined)));
  return new Map(single.flatMap((service, n) => (found[n] === undefined ? [] : [[service.name, found[n]] as const])));
}

function nothingToDrill({ services, namespace, server }: Survey): Problem {
  const names = services.map(({ name, ready }) => (ready === 0 ? `${name} (nothing ready)` : name)).join(', ');
  return new Problem({ expected: 'a Service with something ready behind it that speaks HTTP, for users to come in by', got: names === '' ? 'no Service of yours' : `none among ${names}`, where: `namespace ${namespace}, ${server}`, next: "Choose another with --namespace; for the practice range there are scenarios already (`gameday check quickstart --world kubernetes`)." });
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);

function next(survey: Survey, file: string, text: string): readonly string[] {
  const { context, namespace, labels } = survey;
  const where = `--context ${quoted(context)} --namespace ${namespace}`;
  const open = text.split(decide).length - 2;
  return [
    `Read ${file}: ${open} places in it say ${decide}.`,
    ...(labels?.['gameday.dev/drills'] === 'allowed' ? [] : [`Let whoever may allow drills there do so: kubectl --context ${quoted(context)} label namespace ${namespace} gameday.dev/drills=allowed`]),
    `Install the agent, which withdraws what a run leaves: gameday install ${where}`,
    `See what would be touched, touching nothing: gameday check ${quoted(file)} --world kubernetes ${where}`,
    `Run it: gameday run ${quoted(file)} --world kubernetes ${where}`,
  ];
}

function told(survey: Survey, drill: FirstDrill): string {
  const dependencies = used(drill).map(({ service }) => service.name).join(', ') || 'none';
  return `Looked at namespace ${survey.namespace}: ${survey.services.length} Services, ${survey.workloads.length} workloads, ${survey.calls.length} calls, ${survey.ways.length} ways in. Nothing was changed.\nWay in: ${drill.entries.map((service) => service.name).join(', ')}. To interpose: ${dependencies}. Refused: ${drill.refused.map(({ service }) => service).join(', ') || 'none'}.\n`;
}

async function drafted(io: Io, options: InitOptions): Promise<number> {
  const [{ clusterClient }, { surveyNamespace }] = await Promise.all([import('../worlds/kubernetes/api/client.ts'), import('../worlds/kubernetes/survey/survey.ts')]);
  const client = clusterClient({ context: options.context, namespace: options.namespace });
  const named = options.out ?? `${scenarioName(client.namespace)}.yaml`;
  refuseExisting(io, named);
  const survey = await surveyNamespace(client);
  const drill = firstDrill(survey, await refusalsOf(client, survey));
  if (drill.entries.length === 0) throw nothingToDrill(survey);
  const text = draft(survey, drill, await countersOf(client, drill.entries));
  writeNew(io, named, text);
  const steps = next(survey, named, text);
  if (options.json === true) printJson(io, { file: named, survey, next: steps });
  else if (options.quiet !== true) io.out(`${told(survey, drill)}Wrote ${named}.\n\nNext:\n${steps.map((step, n) => `  ${n + 1}. ${step}`).join('\n')}\n`);
  return exitCodes.passed;
}

export const init: Verb = (io, end) =>
  command({
    name: 'init',
    summary: 'look at a namespace of a cluster and write a first scenario for it, changing nothing',
    examples: ['gameday init --context staging --namespace shop', 'gameday init --namespace shop --out drills/first.yaml'],
    next: 'decide what the scenario marks, then `gameday check` with it; the last lines say so in order.',
  })
    .option('--context <name>', "the kubeconfig's context (default: the current one)")
    .option('--namespace <name>', "the namespace (default: the context's)")
    .option('--out <file>', 'the file to write; one that is there is never overwritten (default: NAMESPACE-first-drill.yaml)')
    .action(async (options: InitOptions) => end(await drafted(io, options)));
