/** Holds when each channel to or from customers was impaired, as proved by those who tried it. */
import type { History } from '../../record/history.ts';
import type { Channel } from '../notices/rule.ts';
import { inTime, perHistory } from './per-history.ts';

export interface Impaired {
  readonly channel: Channel;
  readonly fromMs: number;
  /** When it was first seen to work again; infinite where it never was. */
  readonly toMs: number;
  readonly seq: number;
}

/** One attempt to use a channel, and how it went. */
interface Try {
  readonly atMs: number;
  readonly seq: number;
  readonly worked: boolean;
}

/** Two failures in a row are an impairment, one alone may be chance; it lasts from the first of them to the next attempt that works. */
function spansOf(channel: Channel, tries: readonly Try[]): readonly Impaired[] {
  const spans: Impaired[] = [];
  for (let i = 0; i + 1 < tries.length; i++) {
    const first = tries[i];
    if (first === undefined || first.worked || tries[i + 1]?.worked !== false) continue;
    const back = tries.findIndex((one, at) => at > i && one.worked);
    spans.push({ channel, fromMs: first.atMs, toMs: tries[back]?.atMs ?? Number.POSITIVE_INFINITY, seq: first.seq });
    if (back < 0) break;
    i = back;
  }
  return spans;
}

const unanswered: ReadonlySet<string> = new Set(['abandoned', 'no-answer', 'busy', 'failed', 'voicemail']);

/** What was tried of each channel: canary mails, fetches of the status page, cases opened in the portal, calls to the support lines. */
export const triesOf = perHistory((history: History): Readonly<Partial<Record<Channel, readonly Try[]>>> => ({
  email: inTime(history, 'mail.canary').flatMap(({ atMs, seq, state }) => (state === 'accepted' ? [] : [{ atMs, seq, worked: state === 'delivered' }])),
  'status-page': inTime(history, 'status.fetched').map(({ atMs, seq, ok }) => ({ atMs, seq, worked: ok })),
  portal: inTime(history, 'case.moved').flatMap(({ atMs, seq, state }) => (state === 'opened' || state === 'refused' ? [{ atMs, seq, worked: state === 'opened' }] : [])),
  hotline: inTime(history, 'call.moved').flatMap(({ atMs, seq, state, direction, by }) => (direction === 'inbound' && (state === 'answered' || unanswered.has(state)) ? [{ atMs, seq, worked: state === 'answered' && by !== 'machine' }] : [])),
}));

export const impairedOf = perHistory((history: History): readonly Impaired[] => Object.entries(triesOf(history)).flatMap(([channel, tries]) => spansOf(channel as Channel, tries)));

export const impairedAt = (history: History, channel: Channel, ms: number): Impaired | undefined =>
  impairedOf(history).find((span) => span.channel === channel && span.fromMs <= ms && ms < span.toMs);
