/** Holds what a generator tells of a second: whole requests, by class and region, from what has flowed. */
import { probit } from 'simple-statistics';
import type { LoadSecond } from '../../ports/load.ts';
import type { ClassSecond } from '../../record/events.ts';
import { addTo } from '../../record/latency-histogram.ts';
import type { Generator, Outcome, Part, Took } from './generator.ts';
import type { ModelSettings } from './model-settings.ts';

/** Log-normal times on the way, by their median and their 95th percentile as a multiple of that: the exponents at evenly spaced quantiles. */
const exponents = Array.from({ length: 128 }, (_, i) => probit((i + 0.5) / 128) / probit(0.95));

/** A class's requests go round the quantiles in steps of the golden section, so that few of them are spread as many are. */
const golden = 0.6180339887498949;
const wayMs = ({ hopsMs, spread }: ModelSettings, nth: number) => hopsMs * spread ** (exponents[Math.floor(((nth * golden) % 1) * exponents.length)] ?? 0);

/**
 * The step from fluid to single requests: whole requests since the last report, as many in all as there were, those first whose class is owed most. Fractions wait
 * for the next report, so that nothing is lost and nothing is told twice.
 */
export function wholes(owed: readonly number[]): number[] {
  let left = Math.max(0, Math.floor(owed.reduce((sum, one) => sum + one, 0) + 1e-9));
  const given = owed.map((one) => {
    const whole = Math.min(left, Math.max(0, Math.floor(one + 1e-9)));
    left -= whole;
    return whole;
  });
  if (left === 0) return given;
  const rest = owed.map((one, i) => one - (given[i] ?? 0));
  const most = [...owed.keys()].sort((a, b) => (rest[b] ?? 0) - (rest[a] ?? 0) || a - b);
  for (const i of most.slice(0, left)) given[i] = (given[i] ?? 0) + 1;
  return given;
}

/** Puts so many requests into the histogram, evenly over what took how long. */
function addAll(hist: number[], took: Took[], n: number, model: ModelSettings, nth: number): void {
  took.sort((a, b) => a.ms - b.ms);
  const each = took.reduce((sum, one) => sum + one.n, 0) / n;
  let at = 0;
  let left = took[0]?.n ?? 0;
  for (let i = 0; i < n; i++) {
    for (left -= i === 0 ? each / 2 : each; left < 0 && at < took.length - 1; left += took[at]?.n ?? 0) at++;
    addTo(hist, (took[at]?.ms ?? 0) + wayMs(model, nth + i));
  }
}

/** Filled for one class after the other and copied out: a list that grows keeps room for more, and a drill has half a million of them. */
const hist: number[] = [];

function latenciesOf({ tally, told }: Part, ok: number, blocked: number, failed: number, model: ModelSettings): readonly number[] {
  hist.length = 0;
  if (ok > 0) addAll(hist, tally.ok.took, ok, model, told.ok);
  if (blocked > 0) addAll(hist, tally.blocked.took, blocked, model, told.blocked);
  if (failed > 0) addAll(hist, tally.failed.took, failed, model, told.failed);
  return hist.slice();
}

/** Of each part, in order, whole requests that came to this since the last report. */
const newly = (parts: readonly Part[], outcome: Outcome) => wholes(parts.map(({ share, tally, told }) => tally[outcome].n * share - told[outcome]));

function putDown(parts: readonly Part[], outcome: Outcome, now: readonly number[]): void {
  for (const [i, { tally, told }] of parts.entries()) {
    const n = now[i] ?? 0;
    if (n === 0) continue;
    told[outcome] += n;
    tally[outcome].took.length = 0;
  }
}

export function report({ spec, parts, sent }: Generator, atMs: number, model: ModelSettings): LoadSecond {
  const samples = spec.report === 'samples';
  const [well, harmed, lost] = [newly(parts, 'ok'), newly(parts, 'blocked'), newly(parts, 'failed')];
  // Counters count what is sent, samples what has ended.
  let offered = samples ? 0 : Math.floor(sent.n + 1e-9) - sent.told;
  sent.told += offered;
  let passed = 0;
  // Other classes are met in each second, and objects that differ in their keys are slow to make, unless they are dictionaries.
  const classes = Object.create(null) as Record<string, ClassSecond>;
  for (const [i, part] of parts.entries()) {
    const [ok = 0, blocked = 0, failed = 0] = [well[i], harmed[i], lost[i]];
    const all = ok + blocked + failed;
    passed += ok;
    // Whoever sent nothing is in no sample.
    if (!samples || all === 0) continue;
    offered += all;
    classes[part.name] = { sent: all, ok, blocked, failed, hist: latenciesOf(part, ok, blocked, failed, model) };
  }
  putDown(parts, 'ok', well);
  putDown(parts, 'blocked', harmed);
  putDown(parts, 'failed', lost);
  return { atMs, offered, dropped: 0, passed, classes };
}
