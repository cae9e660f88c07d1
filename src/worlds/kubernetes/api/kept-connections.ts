/** Holds the connections on which the API server is asked: what only reads goes on ones that stay, and is asked once more where one of them broke. */
import type { KubeConfig as Config, KubernetesObject, RequestContext } from '@kubernetes/client-node';
import { HttpMethod, KubeConfig, KubernetesObjectApi } from './client-node.ts';

type Dispatcher = Parameters<RequestContext['setDispatcher']>[0];

const onlyReads = (context: RequestContext): boolean => context.getHttpMethod() === HttpMethod.GET;

/**
 * The library's own makes an agent for each request, and with it a TLS handshake, which takes both ends longer than the request. Here requests that only read
 * share an agent as long as it would be made alike; credentials that were renewed make another. A connection takes one request at a time (HTTP/1.1), so that
 * one that is never answered, as on a network that went away, holds up no other. A request that changes something has a connection of its own still: where one
 * that stayed breaks under it, nobody could tell whether it was done.
 */
export class KeptConnections extends KubeConfig {
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
    if (!onlyReads(context)) return super.applySecurityAuthentication(context);
    const setDispatcher = (made: Dispatcher) => {
      if (this.#kept?.options !== this.#options) this.#kept = { options: this.#options, dispatcher: made };
      context.setDispatcher(this.#kept.dispatcher);
    };
    await super.applySecurityAuthentication(Object.create(context, { setDispatcher: { value: setDispatcher } }) as RequestContext);
  }

  /** Those that there are take no further request, and end once they were idle for some seconds. */
  renew(): void {
    this.#kept = undefined;
  }
}

/** As Node and undici name a connection that ended under a request; one that was refused was none. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const brokeOff = (error: unknown): boolean => error instanceof Error && error.cause instanceof Error && 'code' in error.cause && broken.has(String(error.cause.code));

/** What it reads and writes is plain JSON, as a watch tells it: times are text, and each field has the name that it has in a manifest. */
export class Objects extends KubernetesObjectApi {
  version = () => this.requestPromise<KubernetesObject & { gitVersion: string }>(this.configuration.baseServer.makeRequestContext('/version', HttpMethod.GET), 'VersionInfo');

  /** A connection that stayed may have been given up on the other side, by an API server that was started anew or by what stands before it; a fresh one tells. */
  protected override async requestPromise<T extends KubernetesObject>(context: RequestContext, ...more: [type?: string]): Promise<T> {
    try {
      return await super.requestPromise<T>(context, ...more);
    } catch (error) {
      const { default: connections } = this.configuration.authMethods;
      if (!(connections instanceof KeptConnections && onlyReads(context) && brokeOff(error))) throw error;
      connections.renew();
      return super.requestPromise<T>(context, ...more);
    }
  }
}
