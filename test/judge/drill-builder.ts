/** Holds a whole 100 s drill as a history builder: a crew that does well unless the options say otherwise. Moments are in seconds. */
import { bucketOf } from '../../src/record/latency-histogram.ts';
import type { Brief, PlannedInject } from '../../src/record/events.ts';
import { brief as defaultBrief, historyBuilder, zeroMs } from './history-builder.ts';
import type { HistoryBuilder } from './history-builder.ts';

export interface DrillOptions {
  readonly brief?: Partial<Brief>;
  /** Null: it never happened. */
  readonly alert?: number | null;
  readonly acknowledged?: number | null;
  readonly declared?: number | null;
  readonly commanded?: number | null;
  readonly diverted?: number | null;
  readonly mitigated?: number | null;
  /** When users are well again; null: not before the flood ends. */
  readonly recovered?: number | null;
  /** When notices reach people by the status page. */
  readonly notices?: readonly number[];
  readonly noticeByMail?: number | null;
  readonly failback?: number | null;
  readonly mailOutage?: boolean;
  readonly control?: boolean;
  /** False: the flood did users no harm. */
  readonly harmful?: boolean;
  /** Share of legitimate requests that the filter blocks while diverted. */
  readonly blocked?: number;
  /** Share of the flood that gets through the partner. */
  readonly leak?: number;
  /** An entry point that goes around the partner after diversion. */
  readonly bypass?: boolean;
  readonly source?: 'autopilot' | 'observed' | 'facilitator' | 'self-reported';
}

export const end = 100;
export const control = { from: 8, to: 16 };
export const decoy = { from: 18, to: 26 };
export const flood = { from: 30, to: 80 };
export const mail = { from: 36, to: 80 };
const legitRps = 40;
const floodRps = 400;
const crowdRps = 60;

const alertLabels = { alertname: 'ErrorBudgetBurn', service: 'edge' };
const arrivals = (generator: string) => [{ see: 'arrivals', generator, shareMin: 0.95 }] as const;

function injects(options: DrillOptions): PlannedInject[] {
  const common = { lane: 'traffic', spec: {}, attack: false, control: false };
  const span = ({ from, to }: { from: number; to: number }) => ({ offsetMs: from * 1000, forMs: (to - from) * 1000 });
  return [
    ...(options.control === false ? [] : [{ ...common, inject: 'control', fault: 'flood', title: 'Control run of the flood', ...span(control), felt: arrivals('control'), control: true }]),
    { ...common, inject: 'crowd', fault: 'decoy', title: 'A flash crowd that is no attack', ...span(decoy), felt: arrivals('crowd') },
    { ...common, inject: 'flood', fault: 'flood', title: 'Cache-busting flood', ...span(flood), felt: arrivals('flood'), alert: { labels: alertLabels }, attack: true },
    ...(options.mailOutage === false ? [] : [{ ...common, lane: 'mail', inject: 'mail-down', fault: 'email-outage', title: 'E-mail refuses', ...span(mail), felt: [{ see: 'mail', is: 'refused' }] as const }]),
    { ...common, lane: 'network', inject: 'slow-social', fault: 'latency', title: 'Slow social web', offsetMs: 55_000, forMs: 10_000, felt: [{ see: 'probe', proxy: 'social', is: 'slower', byMs: 300 }] },
  ];
}

/** What the drill's own observers are called; `alertmanager` is the receiver, whose wakefulness shows in the same way. */
export const observers = ['traffic', 'path', 'counters', 'dependencies', 'mail', 'mailboxes', 'status-page', 'deploy', 'ledger', 'customers', 'clocks', 'alertmanager'] as const;

const within = (second: number, span: { from: number; to: number }) => second >= span.from && second < span.to;
const clock = (given: number | null | undefined, otherwise: number) => (given === undefined ? otherwise : (given ?? Number.POSITIVE_INFINITY));

/** Builds the drill; `build()` or further `at()` calls are the caller's. */
export function drill(options: DrillOptions = {}): HistoryBuilder {
  const builder = historyBuilder();
  const planned = injects(options);
  const source = options.source ?? 'autopilot';
  open(builder, { ...defaultBrief, ...options.brief }, planned);
  for (const inject of planned) changes(builder, inject);
  for (let second = 0; second < end; second++) everySecond(builder, second, options);
  responders(builder, options, source);
  builder
    .at(end * 1000, 'drill', 'timeline.ended', { because: 'complete' })
    .at(end * 1000 + 100, 'observer/ledger', 'ledger.checked', { acknowledged: end, present: end, missing: [] });
  for (let second = 5; second < end; second += 10) builder.at(end * 1000 + 150, 'observer/customers', 'case.moved', { case: `case-${second}`, state: 'kept' });
  for (const generator of ['legitimate', ...planned.flatMap((inject) => (inject.lane === 'traffic' ? [inject.inject] : []))]) {
    builder.at(end * 1000 + 50, 'observer/traffic', 'generator.ended', { generator, code: 0, expected: true, dropped: 0, saw: 'ended by itself' });
  }
  for (const observer of observers) builder.at(end * 1000 + 200, 'drill', 'observer.ended', { observer, early: false, because: 'the drill is over' });
  return builder.at(end * 1000 + 500, 'drill', 'run.closed', { because: 'complete', leftBehind: [] });
}

function open(builder: HistoryBuilder, brief: Brief, planned: PlannedInject[]) {
  builder
    .at(-900, 'journal', 'segment.opened', { format: 1, segment: 0, writer: 'run', pid: 100 })
    .at(-900, 'drill', 'run.opened', { run: 'sample-run', gameday: '0.1.0', mode: 'drill', world: 'local', simulated: false, seed: 7, brief, scenario: { name: brief.name }, scenarioSha256: 'ab'.repeat(32) })
    .at(-800, 'drill', 'audience.listed', { customers: Array.from({ length: 20 }, (_, n) => ({ id: `customer-${n}`, channels: n % 4 === 0 ? ['email'] : ['email', 'status-page'] })) })
    .at(-700, 'drill', 'msel.planned', { injects: planned, endMs: end * 1000 })
    .at(0, 'drill', 'timeline.started', {});
  for (const observer of observers) builder.at(-600, 'drill', 'observer.started', { observer, everyMs: 1000 });
  builder.at(7000, 'drill', 'steady.checked', { ok: true, saw: '100 % of 280 requests good' });
}

function changes(builder: HistoryBuilder, { inject, offsetMs, forMs, fault }: PlannedInject) {
  const to = offsetMs + forMs;
  builder
    .at(offsetMs, 'drill', 'inject.released', { inject, plannedMs: offsetMs, how: 'schedule' })
    .at(offsetMs, `fault/${fault}`, 'change.planned', { inject, n: 0, action: fault, change: { name: inject } })
    .at(offsetMs + 5, `fault/${fault}`, 'change.applied', { inject, n: 0, tookMs: 4 })
    .at(to, 'drill', 'change.withdrawing', { inject, n: 0, because: 'its time is over' })
    .at(to + 40, 'drill', 'change.withdrawn', { inject, n: 0, how: 'as planned', saw: 'gone' });
}

function everySecond(builder: HistoryBuilder, second: number, options: DrillOptions) {
  const at = second * 1000 + 500;
  const diverted = clock(options.diverted, 41);
  const mitigated = clock(options.mitigated, diverted);
  const failedBack = clock(options.failback, 85);
  const onPartner = second >= diverted && second < failedBack;
  const flooding = within(second, flood);
  const suffering = options.harmful !== false && flooding && second >= flood.from + 1 && second < clock(options.recovered, mitigated + 1);
  const blockedShare = onPartner ? (options.blocked ?? 0) : 0;
  const ok = suffering ? 20 : Math.round(legitRps * (1 - blockedShare));
  const blocked = Math.round(legitRps * blockedShare);
  const hist = [bucketOf(suffering ? 900 : 25), ok];
  builder.at(at, 'observer/traffic', 'traffic.second', { generator: 'legitimate', classes: { 'browse/europe': { sent: 30, ok: ok - 10, blocked, failed: 40 - ok - blocked, hist }, 'search/asia': { sent: 10, ok: 10, blocked: 0, failed: 0, hist: [bucketOf(60), 10] } } });
  const through = second >= mitigated && onPartner ? Math.round(floodRps * (options.leak ?? 0)) : 200;
  for (const [generator, span, rps] of [['control', control, floodRps], ['crowd', decoy, crowdRps], ['flood', flood, floodRps]] as const) {
    if (generator === 'control' && options.control === false) continue;
    if (within(second, span)) builder.at(at, 'observer/traffic', 'flood.second', { generator, offered: rps, sent: rps, dropped: 0, passed: generator === 'flood' ? through : rps });
  }
  counters(builder, second, { ...options, diverted, mitigated, failback: failedBack, through, blocked: blockedShare });
  paths(builder, at - 400, onPartner, options.bypass === true, second >= diverted);
  if (second % 5 === 4) builder.at(at, 'observer/ledger', 'ledger.checked', { acknowledged: second + 1, present: second + 1, missing: [] });
  if (second % 10 === 5) builder.at(at, 'observer/customers', 'case.moved', { case: `case-${second}`, state: 'opened' });
  builder
    .at(at, 'observer/dependencies', 'probes.seen', { proxies: { social: { outcome: 'ok', ms: second >= 55 && second < 65 ? 420 : 6 }, mail: { outcome: 'ok', ms: 3 } } })
    .at(at, 'observer/mail', 'mail.canary', { id: `canary-${second}`, state: options.mailOutage !== false && within(second, mail) ? 'refused' : 'delivered', ms: 60 })
    .at(at, 'observer/status-page', 'status.fetched', { ok: true, ms: 4, notices: (options.notices ?? [42, 57, 72]).flatMap((when, n) => (when <= second ? [`notice-${n}`] : [])) })
    .at(at, 'observer/deploy', 'deploy.probed', { ok: true, ms: 30, saw: 'version shown' })
    .at(at, 'observer/alertmanager', 'alerts.read', { everyMs: 1000, alerts: 0 });
  for (const observer of observers) builder.at(at + 100, 'drill', 'observer.beat', { observer });
}

/** Cumulative counts, summed up from second to second in the same way as the traffic above. */
function counters(builder: HistoryBuilder, second: number, about: { diverted: number; failback: number; mitigated: number; through: number; control?: boolean; leak?: number; blocked: number }) {
  const sum = (rate: (s: number) => number) => Array.from({ length: second + 1 }, (_, s) => rate(s)).reduce((a, b) => a + b, 0);
  const attack = (s: number) => (within(s, flood) ? floodRps : 0) + (about.control !== false && within(s, control) ? floodRps : 0);
  const crowd = (s: number) => (within(s, decoy) ? crowdRps : 0);
  const diverted = (s: number) => s >= about.diverted && s < about.failback;
  const passed = (s: number) => (diverted(s) && s >= about.mitigated ? Math.round(attack(s) * (about.leak ?? 0)) : attack(s) / 2);
  const entry = (received: number, forwarded: number) => ({ received, forwarded, rejected: received - forwarded, timedOut: 0 });
  const all = sum((s) => legitRps + attack(s) + crowd(s));
  const passing = (s: number) => (diverted(s) ? legitRps * (1 - about.blocked) : legitRps) + crowd(s) + passed(s);
  // Two probes a second, and a write to the ledger.
  const own = sum((s) => (s >= about.diverted ? 2 : 3));
  const through = sum(passing) + own;
  const toPartner = sum((s) => (diverted(s) ? legitRps + attack(s) : 0));
  const fromPartner = sum((s) => (diverted(s) ? passing(s) : 0));
  builder.at(second * 1000 + 990, 'observer/counters', 'counters.read', {
    entries: { router: entry(all, all), edge: entry(all - toPartner + fromPartner, through), 'partner-a': entry(toPartner, fromPartner), communities: entry(through, through) },
  });
}

function paths(builder: HistoryBuilder, at: number, onPartner: boolean, bypass: boolean, cloaked: boolean) {
  builder
    .at(at, 'observer/path', 'path.seen', { entry: 'front', nonce: `front-${at}`, ok: true, ms: 9, via: onPartner ? ['router', 'partner-a', 'edge', 'communities'] : ['router', 'edge', 'communities'] })
    .at(at, 'observer/path', 'path.seen', { entry: 'edge-direct', nonce: `edge-${at}`, ok: bypass || !cloaked, ms: 9, via: bypass || !cloaked ? ['edge', 'communities'] : ['edge'] });
}

function responders(builder: HistoryBuilder, options: DrillOptions, source: NonNullable<DrillOptions['source']>) {
  const reach = (second: number | null, milestone: 'acknowledged' | 'declared' | 'decided' | 'commanded' | 'failed-back' | 'resolved', role: string) => {
    if (second !== null) builder.at(second * 1000, `role/${role}`, 'milestone.reached', { milestone, role, source });
  };
  const alert = options.alert === undefined ? 34 : options.alert;
  if (alert !== null) {
    const heard = { receiver: 'alertmanager', labels: { ...alertLabels, severity: 'page' }, annotations: { summary: 'The error budget burns 14 times too fast' }, startsAtMs: zeroMs + alert * 1000 - 800, fingerprint: 'f00d' };
    builder.at(alert * 1000, 'receiver/alertmanager', 'alert.heard', { ...heard, status: 'firing' }).at(88_000, 'receiver/alertmanager', 'alert.heard', { ...heard, status: 'resolved' });
  }
  reach(options.acknowledged === undefined ? 36 : options.acknowledged, 'acknowledged', 'monitoring');
  reach(options.declared === undefined ? 37 : options.declared, 'declared', 'monitoring');
  reach(options.commanded === undefined ? 40 : options.commanded, 'decided', 'network');
  reach(options.commanded === undefined ? 40 : options.commanded, 'commanded', 'network');
  reach(options.failback === undefined ? 84 : options.failback, 'failed-back', 'network');
  reach(92, 'resolved', 'communications');
  const teller = source === 'autopilot' ? 'role/communications' : 'receiver/statuspage';
  for (const [n, when] of (options.notices ?? [42, 57, 72]).entries()) {
    const notice = { notice: `notice-${n}`, channel: 'status-page', nextUpdateMs: 20_000 };
    builder
      .at(when * 1000, teller, 'notice.moved', { ...notice, rung: 'composed', text: 'This is a drill. E-mail is down for all customers, and we move traffic to our scrubbing partner. Please follow this page.' })
      .at(when * 1000 + 20, teller, 'notice.moved', { ...notice, rung: 'accepted' });
  }
  const byMail = options.noticeByMail === undefined ? 82 : options.noticeByMail;
  if (byMail !== null) for (let n = 0; n < 20; n++) builder.at(byMail * 1000 + n, 'observer/mailboxes', 'notice.moved', { notice: 'mail-1', channel: 'email', rung: 'delivered', to: `customer-${n}` });
}
