/** Holds which cluster is meant: the kubeconfig's, or, in a pod, the one that it runs in. */
import type { KubeConfig as Config, RequestContext } from '@kubernetes/client-node';
import { Problem, reasonOf } from '../../../problem.ts';
import { KubeConfig } from './client-node.ts';

type Dispatcher = Parameters<RequestContext['setDispatcher']>[0];

/**
 * The library's own makes an agent for each request, and with it a TLS handshake, which takes both ends longer than the request. Here requests share an agent
 * as long as it would be made alike; credentials that were renewed make another. A connection takes one request at a time (HTTP/1.1), so that one that is
 * never answered, as on a network that went away, holds up no other.
 */
class SharedConnections extends KubeConfig {
  #kept: { readonly options: string; readonly dispatcher: Dispatcher } | undefined;
  #options = '';

  override createDispatcherOptions(...given: Parameters<Config['createDispatcherOptions']>): ReturnType<Config['createDispatcherOptions']> {
    const made = super.createDispatcherOptions(...given);
    const options = made.type === 'agent' ? { ...made, connect: { ...made.connect, allowH2: false } } : made;
    this.#options = JSON.stringify(options);
    return options;
  }

  /** The library asks for the options and sets what it made of them in one go, so that they belong together. */
  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    const setDispatcher = (made: Dispatcher) => {
      if (this.#kept?.options !== this.#options) this.#kept = { options: this.#options, dispatcher: made };
      context.setDispatcher(this.#kept.dispatcher);
    };
    await super.applySecurityAuthentication(Object.create(context, { setDispatcher: { value: setDispatcher } }) as RequestContext);
  }
}

/** What a person chose with --context and --namespace; where nothing is chosen, what the kubeconfig says. */
export interface ClusterTarget {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

export function configOf(target: ClusterTarget): { config: Config; inside: boolean } {
  const config = new SharedConnections();
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
