/** Holds whether canary mails met what a mail outage should do to them. */
import type { EventOf, Expectation } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import type { Staged } from '../clocks.ts';
import type { Seen } from './check.ts';

const states = {
  refused: 'refused',
  hanging: 'timeout',
  'temporary-failure': 'temporary-failure',
  lost: 'missing',
  bounced: 'bounced',
} as const;

/** A mail that was sent during the outage may be given up a little after it. */
const lateMs = 10_000;
/** A slow relay takes this much longer than before, at least. */
const slowerMs = 500;

export function mailFelt(history: History, staged: Staged & { readonly fromMs: number }, expected: Extract<Expectation, { see: 'mail' }>): Seen {
  const canaries = history.of('mail.canary');
  const during = canaries.filter((canary) => canary.atMs >= staged.fromMs && canary.atMs < staged.toMs + lateMs);
  if (during.length === 0) return { is: 'unknown', saw: 'no canary mail while the outage was in force', evidence: [] };
  if (expected.is === 'slow') return slow(canaries, during, staged.fromMs);
  const wanted = states[expected.is];
  const seen = during.filter((canary) => canary.state === wanted);
  return { is: seen.length > 0 ? 'held' : 'failed', saw: `${seen.length} of ${during.length} canary answers were "${wanted}"; at least 1 was expected`, evidence: (seen.length > 0 ? seen : during).slice(0, 2).map((canary) => canary.seq) };
}

function slow(all: readonly EventOf<'mail.canary'>[], during: readonly EventOf<'mail.canary'>[], fromMs: number): Seen {
  const usual = Math.max(0, ...all.filter((canary) => canary.atMs < fromMs && canary.state === 'accepted').map((canary) => canary.ms));
  const slowest = during.filter((canary) => canary.state === 'accepted' || canary.state === 'timeout').toSorted((a, b) => b.ms - a.ms)[0];
  const held = slowest !== undefined && slowest.ms >= usual + slowerMs;
  return { is: held ? 'held' : 'failed', saw: `the slowest canary was taken in ${Math.round(slowest?.ms ?? 0)} ms, before ${Math.round(usual)} ms`, evidence: slowest === undefined ? [] : [slowest.seq] };
}
