/** Holds the finding that somebody used a channel which players had been told is gone. */
import type { History } from '../record/history.ts';
import { declaredGone, mailChannel } from './clocks.ts';
import type { Found } from './scorecard.ts';
import { owners, slug } from './work.ts';

/** The notices of a channel by the moment of their first sign, which is when they were composed, or the nearest to it that anybody saw. */
function firstSigns(history: History, channel: string): readonly { readonly notice: string; readonly ms: number; readonly seq: number }[] {
  const first = new Map<string, { readonly notice: string; readonly ms: number; readonly seq: number }>();
  for (const moved of history.of('notice.moved')) {
    if (moved.channel !== channel) continue;
    const known = first.get(moved.notice);
    if (known === undefined || moved.atMs < known.ms) first.set(moved.notice, { notice: moved.notice, ms: moved.atMs, seq: moved.seq });
  }
  return [...first.values()];
}

/** One for each declaration. That the messages arrived after all excuses nobody: on the day they would not have. */
export function usedThoughGone(history: History): Found[] {
  return declaredGone(history, mailChannel).flatMap(({ planned, fromMs, toMs, seq }): Found[] => {
    const used = firstSigns(history, mailChannel).filter(({ ms }) => ms >= fromMs && ms < toMs);
    if (used.length === 0) return [];
    const what = used.length === 1 ? 'a notice' : `${used.length} notices`;
    return [{ id: `used-though-gone/${slug(planned.inject)}`, severity: 'high', owner: owners.communications, text: `E-mail was used for ${what} while ${planned.inject} had declared it gone (unproved: nothing was changed): on the day nobody would have read ${used.length === 1 ? 'it' : 'them'}.`, evidence: [seq, ...used.map((one) => one.seq)] }];
  });
}

export const declaredTested = (history: History): readonly string[] => declaredGone(history, mailChannel).map(({ planned }) => `used-though-gone/${slug(planned.inject)}`);
