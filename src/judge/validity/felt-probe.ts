/** Holds whether probes of a proxied dependency met what a fault should do to them, against what they met before. */
import type { Expectation, ProbeOutcome } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import type { Staged } from '../clocks.ts';
import { stagedOf } from '../clocks.ts';
import type { Seen } from './check.ts';

interface Probed {
  readonly atMs: number;
  readonly seq: number;
  readonly outcome: ProbeOutcome;
  readonly ms: number;
}

/** What each kind of disturbance may look like to somebody on a fresh connection. */
const looks: Readonly<Record<'unreachable' | 'stalled' | 'cut', ReadonlySet<ProbeOutcome>>> = {
  unreachable: new Set(['refused', 'reset', 'timeout', 'error']),
  stalled: new Set(['timeout']),
  cut: new Set(['cut', 'reset']),
};

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0;
const shareOf = (probes: readonly Probed[], is: (probe: Probed) => boolean) => probes.filter(is).length / Math.max(1, probes.length);
const isWell = ({ outcome }: Probed) => outcome === 'ok';
const usualMs = (before: readonly Probed[]) => median(before.filter(isWell).map(({ ms }) => ms));

type InForce = Staged & { readonly fromMs: number };
type Disturbance = Extract<Expectation, { see: 'probe' }>;
interface Probes {
  readonly before: readonly Probed[];
  readonly during: readonly Probed[];
}

/** How much of what was expected one proxy's probes show: milliseconds that were added, turns between well and ill, or the share of probes. */
function shown({ before, during }: Probes, expected: Disturbance): number {
  if (expected.is === 'slower') return median(during.map(({ ms }) => ms)) - usualMs(before);
  if (expected.is === 'flapping') return during.filter((probe, i) => i > 0 && isWell(probe) !== isWell(during[i - 1] ?? probe)).length;
  const wanted = looks[expected.is];
  return shareOf(during, ({ outcome }) => wanted.has(outcome));
}

/** How much of it is enough: jitter and toxicity take some of it away. */
function enough(expected: Disturbance): number {
  if (expected.is === 'slower') return expected.byMs / 2;
  return expected.is === 'flapping' ? 2 : 0.5;
}

function told({ before, during }: Probes, expected: Disturbance, amount: number): string {
  if (expected.is === 'slower') return `${Math.round(amount + usualMs(before))} ms, before ${Math.round(usualMs(before))} ms; ${Math.round(expected.byMs)} ms were added`;
  if (expected.is === 'flapping') return `changed between well and ill ${amount} times; at least 2 were expected`;
  return `was ${expected.is} in ${Math.round(amount * 100)} % of ${during.length} probes; at least 50 % were expected`;
}

/** Of fewer, one that suffers from something else would speak for all. */
const fewestUntouched = 3;

/** Proxies that no fault was to disturb at the time, where there are enough of them to compare with. */
function untouched(history: History, { fromMs, toMs }: InForce): readonly string[] {
  const touched = stagedOf(history).flatMap((other) => (other.fromMs !== undefined && other.fromMs < toMs && fromMs < other.toMs ? other.planned.felt : [])).flatMap((felt) => (felt.see === 'probe' ? [felt.proxy] : []));
  const probed = new Set(history.of('probes.seen').flatMap(({ proxies }) => Object.keys(proxies)));
  const others = [...probed].filter((proxy) => !touched.includes(proxy));
  return others.length < fewestUntouched ? [] : others;
}

export function probeFelt(history: History, staged: InForce, expected: Disturbance): Seen {
  const starts = stagedOf(history).flatMap((each) => each.fromMs ?? []);
  const firstMs = Math.min(...starts);
  const probesOf = (proxy: string): Probes => {
    const all = history.of('probes.seen').flatMap(({ atMs, seq, proxies: { [proxy]: probe } }) => (probe === undefined ? [] : [{ atMs, seq, ...probe }]));
    return { before: all.filter(({ atMs }) => atMs < firstMs), during: all.filter(({ atMs }) => atMs >= staged.fromMs && atMs < staged.toMs) };
  };
  const probes = probesOf(expected.proxy);
  const { before, during } = probes;
  const evidence = during.slice(0, 2).map(({ seq }) => seq);
  const name = `proxy ${expected.proxy}`;
  if (during.length === 0) return { is: 'unknown', saw: `no probe of ${name} while the fault was in force`, evidence };
  if (before.length === 0 || shareOf(before, isWell) < 0.5) return { is: 'unknown', saw: `${name} was not well before the first inject, so nothing can be compared`, evidence };
  const amount = shown(probes, expected);
  const saw = `${name}${expected.is === 'slower' ? ':' : ''} ${told(probes, expected, amount)}`;
  if (amount < enough(expected)) return { is: 'failed', saw, evidence };
  const others = untouched(history, staged);
  const elsewhere = others.map((proxy) => Math.min(amount, Math.max(0, shown(probesOf(proxy), expected)))).reduce((sum, one) => sum + one / others.length, 0);
  if (amount - elsewhere < enough(expected)) return { is: 'unknown', saw: `${saw}; proxies that no fault touched fared so too (${others.join(', ')}), so that it may have had another cause`, evidence };
  return { is: 'held', saw, evidence };
}
