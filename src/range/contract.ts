/**
 * Holds the range's contract: its services, what each is told at its start, and the control requests each answers.
 * The range knows nothing of gameday; whoever wants to practise with it needs only this file.
 *
 * Every service is a process of its own, `range SERVICE`, listening on loopback addresses alone. `RANGE_SETTINGS` in its environment is the plan's
 * `settings` as JSON, which hold the addresses too. When it is ready it prints one line of JSON on standard output: `{"service","data"?,"control"}`
 * with its URLs (SMTP: `smtp://host:port`). SIGTERM ends it with code 0. A port in use, or settings it can't take, end it with code 1 and
 * one message on standard error.
 * In a pod it is `range SERVICE --pod FILE`, where the file holds the settings of the whole range: each service then plans the same range
 * (`planPods`), with a DNS name for every service, and listens on its pod's own address. `RANGE_WEBHOOK_SECRET` in its environment, if it is there, is put
 * before the last part of the webhook's path: settings are for everybody to read.
 *
 * Control requests (JSON, on the control port, so that a flood on the data port can't reach them):
 *   all        GET  /healthz            200 `ok`; on HTTP data ports too, uncounted and unfiltered, where `?bytes=N` (at most 65536) asks for a
 *                                       body of that length: a probe through Toxiproxy must show what a larger answer would meet
 *              GET  /metrics            Prometheus text
 *              GET  /counts             {atMs, received, forwarded, rejected, timedOut, failed}, cumulative
 *              POST /forget             200: forgets the mails, notices, cases, entries and alerts of before, so that the next drill finds none; what a
 *                                       control request set (route, mode, bound, absence) is put back by whoever set it
 *              GET  /seen?nonce=N       {atMs} of the request that carried header `x-probe-nonce: N`; 404 if none did
 *   router     GET  /route              {to, sinceMs}; PUT /route {from, to}: swaps if it is still `from`; 200 {to}, or 409 {to} as it is
 *   edge       GET  /bound              {lifted}; PUT /bound {from, to} (booleans) likewise
 *   mail       GET  /mode               {mode}; PUT /mode {from, to} likewise; GET /mailboxes/ADDRESS [{id, atMs, subject, text, bounce}],
 *                                       where `id` is the Message-ID without its angle brackets, and that of the original for a bounce;
 *                                       GET /mailboxes/ADDRESS/raw [text] as delivered
 *   status     POST /notices            {id, title, text, nextUpdateMs?}: 201 {id, atMs}; the same again: 200; another text: 409
 *   directory  GET  /absent             [role]; PUT /absent {role, absent}; GET /audience [{id, address, phone, region, tier, channels, managed}]
 *   ledger     GET  /entries            [id]
 *   portal     GET  /cases              [{id, state}]; PUT /cases/ID {state: acknowledged, text?} and DELETE /cases/ID are the support desk's
 *   hotline    GET  /calls              [{id, line, state, sinceMs, text?, calledBack}]; PUT /calls/ID {state: answered or called-back, text} is the support
 *                                       desk's, 409 where it rings no more; GET /mentions [{id, sinceMs, question, text?}]; PUT /mentions/ID {text} replies
 *   communities GET /version            {version}; PUT /version {version}, which the deploy service calls
 *   watchman   GET  /alerts             the alerts that fire now, as Alertmanager would send them
 *
 * What users meet, below the router's data URL (the edge routes by the first part of the path, through Toxiproxy):
 *   GET  /communities/...   pages;  GET /communities/search?q=  expensive;  POST /communities/login;  POST /communities/posts {id, text}: 201
 *        once the ledger has it
 *   GET  /social/...        pages
 *   POST /portal/cases {id, subject}: 201;  GET /portal/cases/ID
 *   POST /deploy {version}: 200 {version}, which GET /communities/version then shows as {version}
 * An origin's answer carries `x-served-by: NAME`. A client's address is the first one in `x-forwarded-for`, which stands in for the source
 * address of a packet: on one machine all packets come from the same one. Only the router may be trusted to pass it on; edge and partners
 * take it from whoever shows the passphrase in `x-range-passphrase` (router and partners), which stands in for a list of networks or
 * mutual TLS. A cloaked edge answers everybody else 403.
 * Answers by a filter are 403 or 429. The edge answers 503 when its queue is full and 504 when the wait in it was too long; 502 is an
 * upstream that failed.
 * The hotline is outside the edge, as telephones are: GET /lines [name]; POST /calls {id, line}: {id, state, ...}, `busy` or `ringing`;
 * GET /calls/ID; DELETE /calls/ID hangs up; POST /mentions {id, text}: 201, a question in public; GET /mentions/ID. An account manager's
 * telephone is the line `account-manager`.
 * The status page is outside the edge: GET / (HTML) and GET /notices [{id, title, text, atMs, nextUpdateMs?}] on its data URL.
 */

export const services = ['ledger', 'communities', 'social', 'portal', 'deploy', 'mail', 'status', 'hotline', 'directory', 'edge', 'partner-a', 'partner-b', 'router', 'watchman'] as const;
export type Service = (typeof services)[number];

/** The dependencies that stand behind Toxiproxy, by proxy name, each with the service that answers behind it. */
export const proxied = {
  communities: 'http',
  social: 'http',
  portal: 'http',
  deploy: 'http',
  ledger: 'http',
  mail: 'smtp',
  'partner-a': 'http',
  'partner-b': 'http',
} as const satisfies Partial<Record<Service, 'http' | 'smtp'>>;

/** Names the settings in a service's environment. */
export const settingsVariable = 'RANGE_SETTINGS';
export const webhookSecretVariable = 'RANGE_WEBHOOK_SECRET';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One service as it is to be started; `settings` is what goes to it as JSON, addresses included. */
export interface ServicePlan {
  readonly service: Service;
  readonly data?: Address;
  readonly control: Address;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ProxyPlan {
  readonly name: keyof typeof proxied;
  readonly protocol: 'http' | 'smtp';
  readonly listen: Address;
  readonly upstream: Address;
}

export interface RangePlan {
  readonly services: readonly ServicePlan[];
  readonly proxies: readonly ProxyPlan[];
}
