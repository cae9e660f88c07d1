/** Holds whether a role that was made unavailable was seen to be absent. */
import type { Expectation } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import type { Staged } from '../clocks.ts';
import type { Seen } from './check.ts';

export function rotaFelt(history: History, staged: Staged & { readonly fromMs: number }, expected: Extract<Expectation, { see: 'rota' }>): Seen {
  const during = history.of('rota.seen').filter((seen) => seen.atMs >= staged.fromMs && seen.atMs < staged.toMs);
  const absent = during.find((seen) => seen.absent.includes(expected.role));
  if (during.length === 0) return { is: 'unknown', saw: 'nobody looked at the rota while the role was to be absent', evidence: [] };
  return { is: absent === undefined ? 'failed' : 'held', saw: `role ${expected.role} was ${absent === undefined ? 'never ' : ''}seen absent`, evidence: absent === undefined ? [] : [absent.seq] };
}
