/** Holds what a drafted scenario says beside its values: why each is as it is, and what a person must decide. Pure. */
import { receiversUrl, secretCommand } from '../../worlds/kubernetes/outpost/receivers.ts';
import type { Survey } from '../../worlds/kubernetes/survey/found.ts';
import type { FirstDrill } from './first-drill.ts';
import { type Counters, hostOf, interposed, small, used } from './scenario-values.ts';

/** Marks a line that needs a person; the draft's reader looks for this word. */
export const decide = 'DECIDE';

export type Path = readonly (string | number)[];
/** Lines above the key at a path. */
export type Remark = readonly [Path, readonly string[]];

const cluster = ['world', 'settings', 'cluster'] as const;
const list = (words: readonly string[]) => words.join(', ');

function onEntries(survey: Survey, drill: FirstDrill, counters: Counters): Remark {
  const [front] = drill.entries;
  const ways = survey.ways.filter((way) => way.service === front?.name);
  const hosts = [...new Set(ways.flatMap((way) => way.hosts.map((host) => `${host}${way.path}`)))];
  const counter = front === undefined ? undefined : counters.get(front.name);
  return [
    [...cluster, 'entries'],
    [
      `${front?.name ?? 'Nothing'} is taken for the way in: ${drill.because}.${ways.length > 0 ? '' : ` ${decide} whether it is.`}`,
      ...(ways.length === 0 ? [] : [`Users come by ${hosts.length === 0 ? 'any host' : list(hosts)}. The drill goes to the Service behind it: an ingress controller is shared with neighbours.`]),
      ...(counter === undefined
        ? [
            `${decide}: name a counter of its requests, or the flood can't be shown to have arrived, and the drill ends inconclusive. As one of`,
            `  counter: { url: http://${hostOf(front?.name ?? 'SERVICE', survey.namespace)}:8080/metrics, metric: http_requests_total }`,
            `  counter: { prometheus: ${drill.prometheus ?? 'http://prometheus.monitoring.svc:9090'}, query: 'sum(http_requests_total{namespace="${survey.namespace}"})' }`,
          ]
        : [`${counter.metric} was found in its own metrics; ${decide} whether it counts every request.`]),
      ...((front?.ready ?? 0) > 1 ? [`${front?.ready ?? 0} pods are behind it: a counter read through the Service is that of one of them, so ask a Prometheus.`] : []),
    ],
  ];
}

function onInterpose(drill: FirstDrill): Remark {
  const switched = used(drill);
  const lines = switched.flatMap(({ service, port, calls }) => [
    `${service.name}: ${calls.length === 0 ? 'nobody was seen to call it' : `called by ${list([...new Set(calls.map((call) => `${call.from} (${call.because})`))])}`}; taken to speak ${port.speaks}, since ${port.because}.`,
    ...(port.speaks === 'http' && port.health === undefined ? [`${decide}: the path of a page of ${service.name} that is cheap and answers 200; its pods have no readiness probe by HTTP to take it from.`] : []),
  ]);
  const owned = switched.flatMap(({ service }) => (service.setBy === undefined ? [] : [`${decide}: ${service.setBy} sets ${service.name} again as it was. Pause that for the time of the drill, and say so here, as`, "  gitops: 'NAME paused it until TIME'"]));
  const what = switched.length === 0 ? ['Nothing was found that can be interposed, so no dependency is made slow.'] : ["These Services' selectors are switched to a Toxiproxy for the time of the run, and put back after it.", 'Connections that are open already stay on the old path until they close.'];
  return [[...cluster, 'interpose'], [...what, ...lines, ...owned]];
}

/** What stands below the list of interposed Services: what else could be there, and what can't. */
export function belowInterpose(drill: FirstDrill): readonly string[] {
  const rest = drill.dependencies.filter((one) => !used(drill).includes(one));
  return [
    ...(rest.length === 0 ? [] : ['Also possible:', ...rest.map((one) => `  - { ${Object.entries(interposed(one)).map(([key, value]) => `${key}: ${value}`).join(', ')} }`)]),
    ...drill.refused.map(({ why }) => why),
    ...(drill.elsewhere.length === 0 ? [] : [`Outside the namespace, and so left alone: ${list(drill.elsewhere.map(({ host, from }) => `${host} (${from})`))}.`]),
    ...(drill.toxiproxy === undefined ? [] : [`A Toxiproxy seems to be there already (Service ${drill.toxiproxy}). To use its proxies in place of interposing: toxiproxy: { service: ${drill.toxiproxy} }`]),
  ];
}

const onAutoscaling = (scaled: readonly string[]): string =>
  scaled.length === 0
    ? 'live: autoscalers may answer the flood; pinned: they are held at their replicas.'
    : `${decide}: ${list(scaled)} ${scaled.length === 1 ? 'is' : 'are'} scaled automatically; live lets that answer the flood, pinned holds the replicas.`;

function onAlerts({ namespace }: Survey, { alertmanager }: FirstDrill): Remark {
  const webhook = `${receiversUrl(namespace, 'current', 'SECRET')}/alertmanager`;
  const secret = `SECRET, once the agent is there: ${secretCommand(namespace)}`;
  return alertmanager === undefined
    ? [['observers'], [`No Alertmanager was found in the namespace: ${decide} how alerts are told, by its webhook (${webhook}) or by hand with \`gameday mark\`.`, secret]]
    : [[...cluster, 'alertmanager'], ['Polled for alerts. For the exact moment also point a receiver of it here:', `  webhook_configs: [{ url: '${webhook}' }]`, secret]];
}

function onGuardrails({ prometheus = 'http://prometheus.monitoring.svc:9090' }: FirstDrill): Remark {
  const query = `{ name: ingress-errors, prometheus: '${prometheus}', query: 'sum(rate(nginx_ingress_controller_requests{status=~"5.."}[1m]))', above: 1 }`;
  return [['guardrails'], ['The run is aborted, and everything withdrawn, when it takes longer than this.', `${decide}: what is shared with others and must not suffer, by a query on the Prometheus that sees it; one that can't be answered aborts too. As`, `  queries: [${query}]`]];
}

/** What can't be known from here. */
function onUnseen({ workloads, unseen }: Survey): readonly Remark[] {
  const secret = workloads.filter((workload) => workload.secret.length > 0).map((workload) => `${workload.name} (${list(workload.secret)})`);
  const lines = [...(secret.length === 0 ? [] : [`Not read, since they are Secrets; what they name isn't here: ${list(secret)}.`]), ...unseen.map((sentence) => `Not seen: ${sentence}.`)];
  return lines.length === 0 ? [] : [[['world'], lines]];
}

export const remarks = (survey: Survey, drill: FirstDrill, counters: Counters): readonly Remark[] => [
  [['owner'], [`${decide}: the team that owns this drill, who allowed it, and the plan that it tests.`]],
  [['scope'], ['What is rated. Add rerouting and communications once the drill has something that they can be measured by.']],
  [['objective'], [`${decide}: what users are promised.`]],
  [
    ['traffic'],
    [
      "gameday's own legitimate users ask for the practice range's pages, which your system doesn't have, so none are sent:",
      'the steady state is then not checked, and what users met is not measured. See to it that somebody watches.',
      `${decide}: a k6 script of your own gives the drill both, and a guardrail. \`default\` is its function that is run; name others, with their shares. As`,
      '  traffic: { rps: 5, script: ./users.ts, classes: { default: 1 }, changesState: false }',
      '  guardrails: { wallClock: 5m, availability: { below: 0.5, for: 10s } }',
    ],
  ],
  [[...cluster, 'contexts'], ['The only contexts of the kubeconfig in which this may be run.']],
  [[...cluster, 'limits'], [`At most so many requests/s of all floods at once, seconds of timeline, and pods ended. ${decide} before you raise any.`]],
  [[...cluster, 'autoscaling'], [onAutoscaling(survey.workloads.filter((workload) => workload.autoscaled).map((workload) => workload.name))]],
  onEntries(survey, drill, counters),
  onInterpose(drill),
  [['lanes'], ['Lanes run side by side; the injects of a lane one after the other. `gameday list faults` names what else there is.']],
  [['lanes', 'load', 0], [`${decide}: the alert of yours that this should raise, as`, '  alert: { labels: { alertname: HighErrorRate } }', "Its requests ask for /communities/ and /social/; a system that doesn't have these pages answers 404, and is loaded all the same. A k6 script of your own knows better pages:", `  with: { script: ./attack.ts, rps: ${small.floodRps}, changesState: false }`]],
  onAlerts(survey, drill),
  [['responders'], ['People, with the tools that they use every day; `gameday mark` records what no tool tells.']],
  onGuardrails(drill),
  ...onUnseen(survey),
];
