/**
 * Holds the ways of the practice range, and the wait until users are served. Pods that are ready are not enough: kube-proxy writes its rules at most
 * once a second, later on a node that is busy, and until then refuses connections to a Service whose pods it doesn't know (the router's and the
 * edge's 502) or leads them to a pod that has gone.
 */
import { z } from 'zod';
import type { Http } from '../../../ports/capabilities.ts';
import { urlOf } from '../../../range/address.ts';
import { planPods, podPorts } from '../../../range/plan.ts';
import type { RangeSettings } from '../../../range/settings.ts';
import { probe, type ProbeTarget } from '../../../tools/toxiproxy/probe.ts';
import type { ClusterClient } from '../api/client.ts';
import { clusterHttp } from '../outpost/http.ts';
import type { Outpost } from '../outpost/outpost.ts';
import { hostOf } from '../places.ts';
import { userOf } from '../proxies/leads-to-toxiproxy.ts';
import { rangeProxies } from '../proxies/range-proxies.ts';
import { restartToxiproxy } from '../proxies/restart-toxiproxy.ts';
import type { Say } from '../workloads/rollout.ts';
import { allAnswer, type Missing, type Way } from './ways.ts';

export interface ReachedRange {
  readonly client: ClusterClient;
  readonly outpost: Pick<Outpost, 'at'>;
  readonly settings: RangeSettings;
}

/** Rules that lead to a pod which has gone as well as to its successor choose by chance, for each connection. */
const asksAtOnce = 3;
/** About five seconds without a word, while what is behind it answers. */
const silentMost = 3;
const restartMsMax = 30_000;

const probed = (name: string, target: ProbeTarget, times = 1): Way => ({
  name,
  ask: async (stop) => (await Promise.all(Array.from({ length: times }, () => probe(target, stop)))).map(({ outcome }) => outcome).find((outcome) => outcome !== 'ok'),
});

/** Each port of each service, past Toxiproxy; health is answered uncounted, so that nothing is alerted on. */
async function toServices({ outpost, settings }: ReachedRange): Promise<readonly Way[]> {
  const ports = planPods(settings).services.flatMap(({ control, data }) => (data === undefined ? [control] : [control, data]));
  return Promise.all(ports.map(async ({ host, port }) => probed(`${host}:${port}`, { protocol: port === podPorts.smtp ? 'smtp' : 'http', ...(await outpost.at(host, port)) }, asksAtOnce)));
}

const throughProxies = ({ outpost }: ReachedRange): Promise<readonly Way[]> => Promise.all(rangeProxies().map(async (proxy) => probed(`proxy ${proxy.name}`, await userOf(proxy, outpost))));

const alerts = z.array(z.object({ labels: z.object({ alertname: z.string() }) }));
type Question = Parameters<Http['fetch']>[0];

function served(http: Http, name: string, question: Question, by: string): Way {
  return {
    name,
    ask: async (stop) => {
      const { status, headers, body, error } = await http.fetch(question, stop);
      return status > 0 && status < 500 && headers['x-served-by'] === by ? undefined : `${status === 0 ? '' : `${status} `}${(error ?? body).slice(0, 120)}`;
    },
  };
}

/** An edge that is cloaked takes nobody but the router and the partners. */
const refused = (way: Way): Way => ({
  ...way,
  ask: async (stop) => {
    const saw = (await way.ask(stop)) ?? 'a page, though it is to be cloaked';
    return saw.startsWith('403 ') ? undefined : saw;
  },
});

/** As users go: by the router to all products, to the ledger with a post that is the same each time, by each partner, and at the edge itself. */
function ofUsers({ client, outpost, settings }: ReachedRange): readonly Way[] {
  const http = clusterHttp(outpost);
  const url = (service: string, path: string) => `${urlOf({ host: hostOf(service, client.namespace), port: podPorts.data })}${path}`;
  const post: Question = { url: url('router', '/communities/posts'), method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 'range-ready', text: 'Is the ledger there?' }) };
  const partners = ([['partner-a', settings.partners.a], ['partner-b', settings.partners.b]] as const).filter(([, { broken }]) => !broken);
  const atEdge = served(http, 'the edge itself', { url: url('edge', '/communities/ready') }, 'communities');
  return [
    ...['communities', 'social', 'portal', 'deploy'].map((product) => served(http, `the router to ${product}`, { url: url('router', `/${product}`) }, product)),
    served(http, 'the router to the ledger', post, 'communities'),
    ...partners.map(([partner]) => served(http, `${partner} to communities`, { url: url(partner, '/communities/ready') }, 'communities')),
    settings.edge.cloaked ? refused(atEdge) : atEdge,
  ];
}

/** Resolves once every way is there; rejects with those that are missing when `stop` aborts. The inner ones first, so that users' requests fail no more than they must. */
export async function rangeServed(range: ReachedRange, stop: AbortSignal, say: Say): Promise<void> {
  const { client, outpost } = range;
  const where = `namespace ${client.namespace}`;
  let silent = 0;
  /** A Toxiproxy that dialled a pod which had just gone waits for it, for minutes, and takes nobody else meanwhile. */
  const unanswered = async (missing: readonly Missing[]) => {
    silent = missing.some(({ saw }) => saw === 'timeout') ? silent + 1 : 0;
    if (silent < silentMost) return;
    silent = 0;
    say('Toxiproxy is silent; starting it afresh');
    const url = urlOf(await outpost.at('toxiproxy', podPorts.toxiproxy));
    await restartToxiproxy({ client, toxiproxy: 'toxiproxy', url }, AbortSignal.any([stop, AbortSignal.timeout(restartMsMax)]));
  };
  await allAnswer(await toServices(range), { where, say }, stop);
  await allAnswer(await throughProxies(range), { where, say, unanswered }, stop);
  await allAnswer(ofUsers(range), { where, say }, stop);
}

/** Resolves once the watchman alerts on nothing but itself: it may have tried the relay before there was a way to it. */
export async function watchmanQuiet({ client, outpost }: ReachedRange, stop: AbortSignal, say: Say): Promise<void> {
  const url = `${urlOf({ host: hostOf('watchman', client.namespace), port: podPorts.control })}/alerts`;
  const ask: Way['ask'] = async (limit) => {
    const { status, body, error } = await clusterHttp(outpost).fetch({ url }, limit);
    if (status !== 200) return error ?? String(status);
    const firing = alerts.parse(JSON.parse(body)).map(({ labels }) => labels.alertname).filter((name) => name !== 'Watchdog');
    return firing.length === 0 ? undefined : firing.join(', ');
  };
  await allAnswer([{ name: 'the watchman, with nothing to alert on', ask }], { where: `namespace ${client.namespace}`, say }, stop);
}
