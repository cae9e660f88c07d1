/**
 * Holds the outpost's contract: what the program in a cluster's namespace answers, to the cluster's tools and to a runner that is elsewhere.
 *
 * On the open port, HTTP/1.1, for whoever is in the cluster:
 *   GET /healthz              200 `ok`
 *   GET /gates/RUN/NAME       is answered 200 `go` when the gate is opened; 404 where there is no such gate, 410 once it was opened or taken away
 *   any /receive/RUN/...      is relayed to the runner (`current` stands for the run that listens now) and gets the runner's answer;
 *                             504 where no runner listens or none answers in time, 413 for a longer body than `bodyBytesMax`, 503 where too
 *                             many messages wait already
 *
 * On the tunnel's port, HTTP/2 without TLS, on the pod's loopback alone, so that only a port-forward comes in:
 *   CONNECT host:port         200 once a fresh TCP connection (fresh DNS) stands, whose bytes, half-close and reset then pass in both directions,
 *                             those that came before it as well;
 *                             502 with its code in `x-why` where it is refused; nothing while nobody answers; 403 for a host that is not in the namespace
 *   GET /clock                {atMs}
 *   GET /version              {version}, of its package
 *   GET /runs/RUN/inbox       the runner listens: 200, then one line of JSON (`Message`) for each message, as long as it wants
 *   POST /runs/RUN/inbox/ID   its answer (`Reply`): 204, or 404 where nobody waits for it any more
 *   PUT /runs/RUN/gates/NAME  {waiters}: 204; the same again is fine, and makes another one after it was opened or taken away
 *   GET /runs/RUN/gates/NAME  {waiting} as soon as all waiters are there; 404 or 410 as above
 *   POST /runs/RUN/gates/NAME/open  {atMs, nowMs, waiting}, and the same `atMs` when it is asked again; 409 {waiting, waiters} where not all of
 *                             them wait (any more)
 *   DELETE /runs/RUN/gates/NAME     204; whoever waits at it gets 410
 *
 * A run is forgotten, its gates with it, some time after its runner listened last.
 */

/** Alertmanager's largest webhooks are some hundred kilobytes. */
export const bodyBytesMax = 2_000_000;

/** A message to the runner; what it sends twice, because a tunnel broke meanwhile, has the same id. */
export interface Message {
  readonly id: string;
  readonly method: string;
  /** What stands behind `/receive/RUN`, query included. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64, since signatures are made over the bytes. */
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The header of a refused CONNECT that says why. */
export const whyHeader = 'x-why';
