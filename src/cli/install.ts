/** Holds the verb `install`: gameday's agent into a namespace, which withdraws what a dead runner left, and is a runner's way in. */
import { Problem } from '../problem.ts';
import { exitCodes } from './exit-codes.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

interface InstallOptions extends CommonOptions {
  readonly context?: string;
  readonly namespace?: string;
  readonly image?: string;
}

const readyMs = 120_000;

export const install: Verb = (io, end) =>
  command({
    name: 'install',
    summary: "put gameday's agent into a namespace: the reaper, and a runner's way in",
    examples: ['gameday install --context staging --namespace shop', 'gameday install --image registry.example/gameday:1.2'],
    next: '`gameday init` writes a first scenario for that namespace. `gameday range down --world kubernetes` takes the agent out again.',
  })
    .option('--context <name>', "the kubeconfig's context (default: the current one)")
    .option('--namespace <name>', "the namespace (default: the context's)")
    .option('--image <name>', 'the image of gameday (default: GAMEDAY_IMAGE, or what k8s/agent names)')
    .action(async (options: InstallOptions) => {
      const [{ clusterClient }, { gates }, { agentReady, installAgent }, { systemClock }, { receiversTold }] = await Promise.all([
        import('../worlds/kubernetes/api/client.ts'),
        import('../worlds/kubernetes/gates/gates.ts'),
        import('../worlds/kubernetes/install/install.ts'),
        import('../worlds/system-clock.ts'),
        import('../worlds/kubernetes/outpost/receivers.ts'),
      ]);
      const client = clusterClient(options);
      // The allow-list of contexts belongs to scenarios, and comes after this: the agent alone touches nothing of the team's.
      const closed = await gates(client, [client.context]);
      if (closed.length > 0) throw new Problem({ expected: 'a namespace that is open for drills', got: `a closed gate:\n  ${closed.join('\n  ')}` });
      await installAgent(client, options.image ?? io.env['GAMEDAY_IMAGE'], systemClock.deadline(readyMs), (text) => options.quiet === true || io.err(`${text}\n`));
      const ready = await agentReady(client);
      if (options.json === true) printJson(io, { context: client.context, namespace: client.namespace, ready });
      else if (options.quiet !== true) io.out(`gameday's agent is ready in namespace ${client.namespace}. What this prints points your own tools at its receivers:\n  gameday receivers --env --at "${receiversTold(client.namespace)}"\n`);
      end(ready ? exitCodes.passed : exitCodes.failed);
    });
