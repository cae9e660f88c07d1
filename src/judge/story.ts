/** Holds the story of a drill: what was true, and what customers were told meanwhile; data for a picture and for a list. */
import type { History } from '../record/history.ts';
import type { Way } from '../record/panel.ts';
import { channelPlace } from './channel-names.ts';
import { answersOf, placeOf } from './derive/asks.ts';
import { toldOf } from './derive/notices.ts';
import { recoveryOf } from './derive/suffering.ts';
import { writtenOf } from './derive/written.ts';
import type { Written } from './derive/written.ts';
import { channelDown, channelOutages } from './knowledge/channels.ts';
import { readingOf } from './knowledge/content.ts';
import { failedChannels } from './knowledge/failed-channels.ts';
import { impairedAt, type Outage, outagesOf } from './knowledge/impaired.ts';
import { calledFor, waitedMs } from './metrics/communications/fallback.ts';
import { noticeFindings } from './notices/notice-findings.ts';

/** What was true and what customers were told meanwhile. Times are milliseconds from the start of the timeline. */
export interface Story {
  /** Users outside their objective, and channels that were proved to be down. Where recovery was not seen, harm is known to last as long as the attack did. */
  readonly truths: readonly { readonly what: 'users' | Way; readonly fromMs: number; readonly toMs: number; readonly ends: 'seen' | 'with the attack' | 'not seen'; readonly seq: number }[];
  /** Notices, and answers to those who asked, in order: `against` is what in them was not so as they were said, `findings` are the ids of what was found in them. */
  readonly claims: readonly {
    readonly is: 'notice' | 'answer';
    readonly by: string;
    readonly text: string;
    readonly atMs: number;
    /** When it was first proved to have reached somebody; absent where it never was. */
    readonly provedMs?: number;
    readonly times: number;
    readonly seq: number;
    readonly against: readonly string[];
    readonly findings: readonly string[];
  }[];
  readonly moreClaims: number;
  /** Channels that were proved to have failed, in order, and what told their customers instead. `owed`: whether it lasted so long that they had to be told. */
  readonly failures: readonly { readonly channel: Way; readonly fromMs: number; readonly backMs?: number; readonly told?: { readonly channel: Way; readonly atMs: number; readonly seq: number }; readonly waitedMs: number; readonly owed: boolean; readonly seq: number }[];
}

type Claim = Story['claims'][number];

/** People read a story of so many; the rest is counted. */
const claimsMax = 60;
const textMax = 400;

/** What in the words was not so as they were said, by what was proved then. */
function against(history: History, text: string, ms: number): readonly string[] {
  const { leadsTo, saysOver } = readingOf(history, text);
  const dead = leadsTo.filter((channel) => channelDown(history, channel, ms) !== undefined);
  return [...dead.map((channel) => `sends customers to ${channelPlace(channel)}, which was down`), ...(saysOver && impairedAt(history, 'edge', ms) !== undefined ? ['says that it is over, while users were harmed'] : [])];
}

function ofNotice(history: History, written: Written, at: (ms: number) => number): Claim {
  const found = noticeFindings(history).filter(({ notices }) => notices.includes(written));
  const proved = toldOf(history).find(({ notice, channel }) => channel === written.by && written.notices.has(notice));
  return {
    is: 'notice',
    by: written.by,
    text: written.text.slice(0, textMax),
    atMs: at(written.atMs),
    ...(proved !== undefined && { provedMs: at(proved.proved.ms) }),
    times: written.notices.size,
    seq: written.seq,
    against: [...against(history, written.text, written.atMs), ...(found.some(({ id }) => id.startsWith('contradiction/')) ? ['says something else than another channel'] : [])],
    findings: found.map(({ id }) => id),
  };
}

/** The same answer to many is told once, with how often it was given; it is apart where it was true to some and not to others. */
function ofAnswers(history: History, at: (ms: number) => number): readonly Claim[] {
  const all = answersOf(history).map((event) => ({ event, against: against(history, event.text ?? '', event.atMs) }));
  return [...Map.groupBy(all, ({ event, against: why }) => `${placeOf(event)} ${event.text} ${why.join()}`).values()].flatMap((same): readonly Claim[] => {
    const [first] = same;
    if (first === undefined) return [];
    const { event } = first;
    return [{ is: 'answer', by: placeOf(event), text: (event.text ?? '').slice(0, textMax), atMs: at(event.atMs), provedMs: at(event.atMs), times: same.length, seq: event.seq, against: first.against, findings: [] }];
  });
}

export function storyOf(history: History): Story {
  const zeroMs = history.zeroMs ?? history.events[0]?.heardMs ?? 0;
  const at = (ms: number) => Math.round(ms - zeroMs);
  const endOf = (what: string, toMs: number) => (toMs > history.endMs ? 'not seen' : what === 'users' && recoveryOf(history)?.tr === undefined ? 'with the attack' : 'seen');
  const truths: readonly (readonly [Story['truths'][number]['what'], readonly Outage[]])[] = [['users', outagesOf(history).edge], ...channelOutages(history)];
  const claims = [...writtenOf(history).map((written) => ofNotice(history, written, at)), ...ofAnswers(history, at)].toSorted((a, b) => a.atMs - b.atMs);
  return {
    truths: truths.flatMap(([what, spans]) => spans.map(({ fromMs, toMs, seq }) => ({ what, fromMs: at(fromMs), toMs: at(Math.min(toMs, history.endMs)), ends: endOf(what, toMs), seq }))),
    claims: claims.slice(0, claimsMax),
    moreClaims: Math.max(0, claims.length - claimsMax),
    failures: failedChannels(history).map((one) => {
      const { channel, from, backMs, told } = one;
      return { channel, fromMs: at(from.ms), ...(backMs <= history.endMs && { backMs: at(backMs) }), ...(told && { told: { channel: told.channel, atMs: at(told.ms), seq: told.seq } }), waitedMs: waitedMs(history, one), owed: calledFor(history, one), seq: from.seq };
    }),
  };
}
