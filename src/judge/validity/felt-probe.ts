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

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
const shareOf = (probes: readonly Probed[], is: (probe: Probed) => boolean) => probes.filter(is).length / Math.max(1, probes.length);

export function probeFelt(history: History, staged: Staged & { readonly fromMs: number }, expected: Extract<Expectation, { see: 'probe' }>): Seen {
  const all: Probed[] = history.of('probes.seen').flatMap(({ atMs, seq, proxies }) => {
    const probe = proxies[expected.proxy];
    return probe === undefined ? [] : [{ atMs, seq, ...probe }];
  });
  const during = all.filter((probe) => probe.atMs >= staged.fromMs && probe.atMs < staged.toMs);
  const starts = stagedOf(history).flatMap((each) => each.fromMs ?? []);
  const before = all.filter((probe) => probe.atMs < Math.min(...starts));
  const evidence = during.slice(0, 2).map((probe) => probe.seq);
  const name = `proxy ${expected.proxy}`;
  if (during.length === 0) return { is: 'unknown', saw: `no probe of ${name} while the fault was in force`, evidence };
  if (before.length === 0 || shareOf(before, (probe) => probe.outcome === 'ok') < 0.5) return { is: 'unknown', saw: `${name} was not well before the first inject, so nothing can be compared`, evidence };

  if (expected.is === 'slower') {
    const usual = median(before.filter((probe) => probe.outcome === 'ok').map((probe) => probe.ms)) ?? 0;
    const now = median(during.map((probe) => probe.ms)) ?? 0;
    // Half of what was added must be seen: jitter and toxicity take some of it away.
    const held = now - usual >= expected.byMs / 2;
    return { is: held ? 'held' : 'failed', saw: `${name}: ${Math.round(now)} ms, before ${Math.round(usual)} ms; ${Math.round(expected.byMs)} ms were added`, evidence };
  }
  if (expected.is === 'flapping') {
    const turns = during.filter((probe, i) => i > 0 && (probe.outcome === 'ok') !== (during[i - 1]?.outcome === 'ok')).length;
    return { is: turns >= 2 ? 'held' : 'failed', saw: `${name} changed between well and ill ${turns} times; at least 2 were expected`, evidence };
  }
  const wanted = looks[expected.is];
  const share = shareOf(during, (probe) => wanted.has(probe.outcome));
  return { is: share >= 0.5 ? 'held' : 'failed', saw: `${name} was ${expected.is} in ${Math.round(share * 100)} % of ${during.length} probes; at least 50 % were expected`, evidence };
}
