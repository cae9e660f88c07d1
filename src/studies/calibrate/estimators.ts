/** Holds how each parameter of the model is read from a run: medians, so that a second in which the machine was busy with something else doesn't decide. */
import { median } from 'simple-statistics';
import { stagedOf } from '../../judge/derive/injects.ts';
import type { LoadSpec } from '../../ports/load.ts';
import { divertPlays } from '../../judge/derive/commands.ts';
import { addSparse, quantile } from '../../record/latency-histogram.ts';
import { flowsOf } from '../../worlds/simulated/mix.ts';
import type { ModelSettings } from '../../worlds/simulated/model-settings.ts';
import { attackSeconds, userSeconds } from './seen.ts';
import type { Seen } from './seen.ts';

export type Parameter = { [K in keyof ModelSettings]: ModelSettings[K] extends number ? K : never }[keyof ModelSettings];

export type Estimate = { readonly value: number } | { readonly why: string };

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

function medianOf(values: readonly number[], why: string): Estimate {
  return values.length === 0 ? { why } : { value: Math.max(0, median([...values])) };
}

/** Costs by class of all traffic that the scenario asks for, a flood's by the name of its generator. */
function costsIn({ scenario, range }: Seen): ReadonlyMap<string, number> {
  const spec = (name: string, script: LoadSpec['script'], settings: LoadSpec['settings']): LoadSpec => ({ name, script, settings, stages: [], report: 'counters' });
  const mean = (flows: ReturnType<typeof flowsOf>) => sum(flows.map(({ cost, share }) => cost * share));
  const floods = scenario.injects.flatMap(({ inject, spec: given }) => {
    const { shape } = (given ?? {}) as { readonly shape?: string };
    return shape === undefined ? [] : [[inject, mean(flowsOf(spec(inject, 'flood', { shape }), range))] as const];
  });
  return new Map([...floods, ['legitimate', mean(flowsOf(spec('legitimate', 'legitimate', {}), range))]]);
}

/** Seconds in which the edge turned requests away, and had in the reading before, and did in the one after: then all its workers are busy, and what leaves is what it can do. */
function saturated({ intervals, diverted }: Seen): Seen['intervals'] {
  const turnedAway = (i: number) => (intervals[i]?.of('edge', 'rejected') ?? 0) + (intervals[i]?.of('edge', 'timedOut') ?? 0);
  return intervals.filter(({ toMs }, i) => turnedAway(i) > 10 && turnedAway(i - 1) > 10 && turnedAway(i + 1) > 10 && toMs < (diverted?.fromMs ?? Infinity));
}

function overrunMs(seen: Seen): Estimate {
  const full = saturated(seen);
  const [first, last] = [full[0], full.at(-1)];
  if (first === undefined || last === undefined) return { why: 'the edge was never full' };
  const costs = costsIn(seen);
  const users = sum(userSeconds(seen, first.fromMs, last.toMs).flatMap(({ classes }) => Object.values(classes).map(({ sent }) => sent)));
  const attack = attackSeconds(seen, first.fromMs, last.toMs).map(({ generator, sent }) => ({ sent, cost: costs.get(generator) ?? 1 }));
  const all = users + sum(attack.map(({ sent }) => sent));
  if (all === 0) return { why: 'no whole second of traffic while the edge was full' };
  const cost = (users * (costs.get('legitimate') ?? 1) + sum(attack.map(({ sent, cost: each }) => sent * each))) / all;
  const { workers, serviceMs } = seen.range.edge.capacity;
  return medianOf(full.map((each) => (workers * (each.toMs - each.fromMs)) / each.of('edge', 'forwarded') - cost * serviceMs), 'the edge was never full');
}

/** How much likelier than the mean users were turned away while the edge was full. */
function disfavour(seen: Seen): Estimate {
  const full = saturated(seen);
  const [first, last] = [full[0], full.at(-1)];
  if (first === undefined || last === undefined) return { why: 'the edge was never full' };
  const users = userSeconds(seen, first.fromMs, last.toMs).flatMap(({ classes }) => Object.values(classes));
  const attack = attackSeconds(seen, first.fromMs, last.toMs);
  const [sent, failed] = [sum(users.map((one) => one.sent)), sum(users.map((one) => one.failed))];
  const [attackSent, attackLost] = [sum(attack.map((one) => one.sent)), sum(attack.map((one) => one.sent - one.passed))];
  if (sent === 0 || attackSent === 0 || failed + attackLost <= 0) return { why: 'no whole second of users and attack while the edge was full' };
  return { value: failed / sent / ((failed + attackLost) / (sent + attackSent)) };
}

/** Latencies of plain pages before anything was injected, beyond the work that edge and origin are told to do. */
function beyondWorkMs(seen: Seen, share: number): number | undefined {
  const hist = new Map<number, number>();
  for (const { classes } of userSeconds(seen, seen.history.zeroMs ?? 0, seen.quietUntilMs)) {
    for (const [name, one] of Object.entries(classes)) if (/^(?:communities|social)\.(?:browse|member|api|monitor)\//.test(name)) addSparse(hist, one.hist);
  }
  const ms = quantile(hist, share);
  return ms === undefined ? undefined : Math.max(0.1, ms - seen.range.edge.capacity.serviceMs - seen.range.origins.communities.pageMs);
}

const quiet = 'no page was asked for before the first inject';

const proxyTimes = (seen: Seen, is: (name: string) => boolean): readonly number[] =>
  seen.history.of('probes.seen').flatMap(({ proxies }) => Object.entries(proxies).flatMap(([name, { outcome, ms }]) => (is(name) && outcome === 'ok' ? [ms] : [])));

/** Probes of a proxy while a latency fault was surely on it. */
function delayed(seen: Seen): readonly number[] {
  const usual = proxyTimes(seen, (name) => name !== 'mail');
  if (usual.length === 0) return [];
  return stagedOf(seen.history).flatMap(({ planned, fromMs, toMs }) => {
    const given = planned.fault === 'latency' ? (planned.spec as { readonly proxy: string; readonly latencyMs: number }) : undefined;
    if (given === undefined || fromMs === undefined) return [];
    return seen.history.of('probes.seen').flatMap(({ atMs, proxies: { [given.proxy]: probe } }) => (atMs > fromMs + 1000 && atMs < toMs - 1000 && probe?.outcome === 'ok' ? [probe.ms - median([...usual]) - given.latencyMs] : []));
  });
}

/** By then what was in the edge's queue when the route changed has left it. */
const settledMs = 5000;

/** The time in which this partner's filter can be seen at work. */
const filtering = ({ diverted }: Seen, partner: string): Seen['diverted'] => (diverted?.partner === partner ? diverted : undefined);

const recallOf = (partner: string) => (seen: Seen): Estimate => {
  const diverted = filtering(seen, partner);
  if (diverted === undefined) return { why: `nothing was led through ${partner} first while an attack went on` };
  const seconds = attackSeconds(seen, diverted.fromMs + settledMs, diverted.toMs);
  const sent = sum(seconds.map((one) => one.sent));
  return sent === 0 ? { why: 'the attack ended within five seconds of the diversion' } : { value: 1 - Math.min(1, sum(seconds.map(({ passed }) => passed)) / sent) };
};

const harmOf = (partner: string) => (seen: Seen): Estimate => {
  const diverted = filtering(seen, partner);
  if (diverted === undefined) return { why: `nothing was led through ${partner} first while an attack went on` };
  const all = userSeconds(seen, diverted.fromMs, diverted.toMs).flatMap(({ classes }) => Object.values(classes));
  const sent = sum(all.map((one) => one.sent));
  return sent === 0 ? { why: 'no users while an attack was led through a partner' } : { value: sum(all.map(({ blocked }) => blocked)) / sent };
};

/** What the partner let through beyond legitimate traffic in its first seconds, as the time in which that much attack came. */
function learnMs(seen: Seen): Estimate {
  const { diverted } = seen;
  if (diverted === undefined) return { why: 'nothing was led through a partner while an attack went on' };
  const toMs = Math.min(diverted.toMs, diverted.fromMs + settledMs);
  const first = seen.intervals.filter(({ fromMs, toMs: to }) => to > diverted.fromMs && fromMs < toMs);
  const [from, to] = [first[0]?.fromMs ?? 0, first.at(-1)?.toMs ?? 0];
  const attack = attackSeconds(seen, from, to + 1000);
  const rate = sum(attack.map(({ sent }) => sent)) / attack.length;
  if (first.length === 0 || attack.length === 0 || rate === 0) return { why: 'no readings of counters around the diversion' };
  const users = userSeconds(seen, from, to + 1000);
  const usersRate = sum(users.flatMap(({ classes }) => Object.values(classes).map(({ sent }) => sent))) / Math.max(1, users.length);
  const forwarded = sum(first.map((one) => one.of('partner-a', 'forwarded') + one.of('partner-b', 'forwarded')));
  return { value: Math.max(0, ((forwarded - (usersRate * (to - diverted.fromMs)) / 1000) / rate) * 1000) };
}

function noticeMs({ history, range }: Seen): Estimate {
  const firing = history.of('alert.heard').filter(({ status, labels }) => status === 'firing' && labels['alertname'] !== 'Watchdog');
  // One that is heard again was told before.
  const first = [...Map.groupBy(firing, ({ startsAtMs, fingerprint }) => `${fingerprint} ${startsAtMs}`).values()].flatMap(([one]) => one ?? []);
  return medianOf(first.map(({ atMs, startsAtMs }) => atMs - startsAtMs - range.watchman.groupWaitMs), 'no alert was raised');
}

export const estimators: Readonly<Record<Parameter, (seen: Seen) => Estimate>> = {
  overrunMs,
  hopsMs: (seen) => {
    const middle = beyondWorkMs(seen, 0.5);
    const overrun = overrunMs(seen);
    return middle === undefined ? { why: quiet } : { value: Math.max(0, middle - ('value' in overrun ? overrun.value : 0)) };
  },
  spread: (seen) => {
    const [middle, late] = [beyondWorkMs(seen, 0.5), beyondWorkMs(seen, 0.95)];
    return middle === undefined || late === undefined ? { why: quiet } : { value: Math.min(10, Math.max(1, late / middle)) };
  },
  disfavour,
  recall: recallOf('partner-a'),
  harm: harmOf('partner-a'),
  recallB: recallOf('partner-b'),
  harmB: harmOf('partner-b'),
  learnMs,
  exchangeMs: (seen) => medianOf(proxyTimes(seen, (name) => name !== 'mail'), 'no dependency was probed'),
  greetingMs: (seen) => medianOf(proxyTimes(seen, (name) => name === 'mail'), "the relay's proxy was not probed"),
  toxicMs: (seen) => medianOf(delayed(seen), 'no latency was injected'),
  smtpMs: ({ history }) => medianOf(history.of('mail.canary').flatMap(({ state, ms }) => (state === 'accepted' ? [ms] : [])), 'no canary mail was accepted'),
  noticeMs,
  commandMs: ({ history }) => medianOf(history.of('change.applied').flatMap(({ inject, n, tookMs }) => (divertPlays(history).has(`${inject} ${n}`) ? [tookMs] : [])), 'nobody commanded a diversion'),
};
