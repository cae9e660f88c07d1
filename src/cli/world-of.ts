/** Holds the choice of a world by name, and of the cluster where it is one. */
import { type Command, Option } from 'commander';
import type { WorldKind } from '../ports/capabilities.ts';
import { Problem } from '../problem.ts';
import type { ModelInput } from '../worlds/simulated/model-settings.ts';

const choices = ['local', 'auto', 'simulated', 'kubernetes'] as const;

export interface WorldChoice {
  readonly world: (typeof choices)[number];
  readonly context?: string;
  readonly namespace?: string;
  readonly model?: ModelInput;
}

const kinds = "where: local (real servers on this machine), kubernetes (a cluster), simulated (a model, no evidence), auto (local; where k6 or Toxiproxy can't be had simulated, which is then inconclusive: exit code 2)";

export const worldOptions = (command: Command): Command =>
  command
    .addOption(new Option('--world <kind>', kinds).choices([...choices]).default('auto'))
    .option('--context <name>', "kubernetes: the kubeconfig's context (default: the current one)")
    .option('--namespace <name>', "kubernetes: the namespace (default: the context's)");

/** Throws a `Problem` where a cluster or a model is named for a world that is none: the drill would strike elsewhere than was meant. */
export async function worldOf({ world, context, namespace, model }: WorldChoice): Promise<WorldKind> {
  const named = context === undefined ? (namespace === undefined ? undefined : '--namespace') : '--context';
  if (named !== undefined && world !== 'kubernetes') throw new Problem({ expected: `--world kubernetes with ${named}`, got: `--world ${world}`, next: `Add --world kubernetes, or leave ${named} out.` });
  if (model !== undefined && world !== 'simulated') throw new Problem({ expected: '--world simulated with --model', got: `--world ${world}`, next: 'Add --world simulated, or leave --model out.' });
  const { worldKinds } = await import('../worlds/index.ts');
  return worldKinds[world === 'auto' ? 'local' : world]({ context, namespace, model });
}
