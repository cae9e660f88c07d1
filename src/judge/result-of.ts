/** Holds how one metric is measured, held against its bounds and put into words; a metric that crashes is not measured, never passed. */
import type { Bounds, Brief, Kind } from '../record/events.ts';
import type { History } from '../record/history.ts';
import { compressionOf, heldAt } from './clocks.ts';
import type { Measured, Metric } from './metric.ts';
import { amountOf, loweredScore, ratingOf, scoreOf, worse } from './rate.ts';
import type { MetricResult } from './scorecard.ts';
import { commandToldBy } from './told-by.ts';
import { aimText, boundText, durationText, measuredText, numberText } from './words.ts';

export type Targets = Brief['targets'];

export function resultOf(metric: Metric, history: History, targets: Targets, inScope: boolean): MetricResult {
  const measured = measure(metric, history);
  const { id, title, capability, unit, critical } = metric;
  const bounds = boundsOf(metric, history, targets);
  const basis = basisOf(metric, history, targets);
  const source = sourceOf(measured, history);
  const toldBy = commandToldBy(measured, history);
  const common = { id, title, capability, unit, critical, measured, ...(bounds && { bounds }), basis, ...(source && { source }), ...(toldBy && { toldBy }) };
  const timed = toldBy === undefined ? '' : ` The command is timed ${toldBy}.`;
  const why = whyNot(metric, history, measured, bounds, inScope);
  if (why !== undefined || bounds === undefined || !('n' in measured)) {
    return { ...common, rating: null, score: null, ...(why !== undefined && { whyNotRated: why }), sentence: sentenceOf(metric, measured, bounds, why) + timed };
  }
  const amount = amountOf(unit, measured.n);
  const cap = metric.cap?.(history);
  const bare = measured.is === 'atLeast' ? 'U' : ratingOf(amount, bounds);
  const rating = cap === undefined ? bare : worse(bare, cap.at);
  // What had not happened at all earns nothing for having been watched only a little longer than the last bound.
  const earned = measured.is === 'atLeast' ? 0 : scoreOf(amount, bounds);
  const score = rating === bare ? earned : loweredScore(earned, rating);
  const capped = cap !== undefined && rating !== bare ? ` Rated no better than ${cap.at}: ${cap.why}.` : '';
  return { ...common, rating, score: Math.round(score * 10) / 10, sentence: sentenceOf(metric, measured, bounds, undefined) + timed + capped };
}

function measure(metric: Metric, history: History): Measured {
  try {
    const measured = metric.measure(history);
    if ('n' in measured && !Number.isFinite(measured.n)) return { is: 'unmeasured', why: `the metric computed ${measured.n}, which is no measurement` };
    return measured;
  } catch (error) {
    return { is: 'unmeasured', why: `the metric crashed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

export function boundsOf(metric: Metric, history: History, targets: Targets): Bounds | undefined {
  const target = Object.hasOwn(targets, metric.id) ? targets[metric.id] : undefined;
  if (metric.bounds === undefined) return undefined;
  if (target !== undefined) return { p: target.p, s: target.s, m: target.m };
  const { p, s, m } = metric.bounds(history);
  const factor = metric.scaled === true ? compressionOf(history) : 1;
  return { p: p / factor, s: s / factor, m: m / factor };
}

function basisOf(metric: Metric, history: History, targets: Targets): string {
  const target = Object.hasOwn(targets, metric.id) ? targets[metric.id] : undefined;
  if (metric.bounds !== undefined && target !== undefined) return `set by the scenario: ${target.why}`;
  const factor = compressionOf(history);
  return metric.scaled === true && factor > 1 ? `${metric.basis}; divided by ${factor}, the drill's time compression` : metric.basis;
}

function whyNot(metric: Metric, history: History, measured: Measured, bounds: Bounds | undefined, inScope: boolean): string | undefined {
  if (measured.is === 'unmeasured' || measured.is === 'not exercised') return measured.why;
  if (bounds === undefined) return undefined;
  if (!inScope) return "its capability is not in the scenario's scope";
  if (reachedInHold(history, measured.evidence)) return 'reached while the drill was held';
  if (measured.is === 'atLeast' && amountOf(metric.unit, measured.n) <= bounds.m) {
    return `not measured: too short. It had not happened within ${durationText(measured.n)}, and the last bound is ${boundText(metric.unit, bounds.m)}`;
  }
  return undefined;
}

const milestoneKinds: ReadonlySet<Kind> = new Set(['milestone.reached', 'alert.heard', 'path.seen', 'notice.moved']);

function reachedInHold(history: History, evidence: readonly number[]): boolean {
  return evidence.some((seq) => {
    const event = history.at(seq);
    return event !== undefined && milestoneKinds.has(event.kind) && heldAt(history, 'atMs' in event ? event.atMs : event.heardMs);
  });
}

/** Who reached the last milestone among the evidence; what tools saw without anybody's word is observed. */
function sourceOf(measured: Measured, history: History): MetricResult['source'] {
  if (!('evidence' in measured)) return undefined;
  const events = measured.evidence.map((seq) => history.at(seq));
  const reached = events.findLast((event) => event?.kind === 'milestone.reached');
  return reached?.kind === 'milestone.reached' ? reached.source : 'observed';
}

function templateOf(metric: Metric, measured: Measured): string {
  if (measured.is === 'atLeast') return metric.never ?? `${metric.title}: {measured}; the aim was {aim}.`;
  return metric.unit === 'ms' && 'n' in measured && measured.n === 0 ? (metric.before ?? metric.sentence) : metric.sentence;
}

function sentenceOf(metric: Metric, measured: Measured, bounds: Bounds | undefined, why: string | undefined): string {
  const aim = bounds === undefined ? 'none' : aimText(metric.unit, bounds);
  if (measured.is === 'unmeasured') return `${metric.title}: not measured, because ${measured.why}.`;
  if (measured.is === 'not exercised') return `${metric.title}: not exercised, because ${measured.why}.`;
  const amount = measured.is === 'atLeast' && metric.never !== undefined ? numberText(metric.unit, measured.n) : measuredText(metric.unit, measured);
  const sentence = templateOf(metric, measured).replace('{measured}', () => amount).replace('{aim}', () => aim);
  return why === undefined ? sentence : `${sentence} Not rated: ${why}.`;
}
