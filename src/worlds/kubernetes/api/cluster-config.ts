/** Holds which cluster is meant: the kubeconfig's, or, in a pod, the one that it runs in. */
import { Problem, reasonOf } from '../../../problem.ts';
import { KeptConnections } from './kept-connections.ts';

/** What a person chose with --context and --namespace; where nothing is chosen, what the kubeconfig says. */
export interface ClusterTarget {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

export function configOf(target: ClusterTarget): { config: KeptConnections; inside: boolean } {
  const config = new KeptConnections();
  const inside = process.env['KUBERNETES_SERVICE_HOST'] !== undefined && process.env['KUBECONFIG'] === undefined && target.context === undefined;
  try {
    if (inside) config.loadFromCluster();
    else config.loadFromDefault();
  } catch (cause) {
    throw new Problem({ expected: 'a kubeconfig', got: reasonOf(cause), where: process.env['KUBECONFIG'] ?? '~/.kube/config', next: 'Say `kubectl config view` to see whether kubectl can read it.', cause });
  }
  if (target.context !== undefined) {
    if (config.getContextObject(target.context) === null) {
      throw new Problem({ expected: `one of the contexts ${config.getContexts().map((each) => each.name).join(', ') || '(there is none)'}`, got: target.context, where: '--context', next: '`kubectl config get-contexts` lists them.' });
    }
    config.setCurrentContext(target.context);
  }
  if (config.getCurrentCluster() === null || config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new Problem({ expected: 'a cluster to talk to', got: 'a kubeconfig without a current context', where: process.env['KUBECONFIG'] ?? '~/.kube/config', next: 'Set KUBECONFIG, or choose with --context.' });
  }
  return { config, inside };
}
