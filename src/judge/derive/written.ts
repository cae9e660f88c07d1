/** Holds what was written to customers during a drill: each notice once, with the text that its readers saw. */
import type { EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { channelOf } from '../notices/channel-words.ts';
import type { Notice } from '../notices/rule.ts';
import { inTime, perHistory } from './per-history.ts';

/** One notice as the rules read it. */
export interface Written extends Notice {
  /** Its id, and those of its copies. */
  readonly notices: Set<string>;
  /** As the record calls it; `channel` is the rules' word for it, where they have one. */
  readonly by: string;
  /** When it was first heard of, Unix milliseconds. */
  readonly atMs: number;
  /** The journal line that has its text. */
  readonly seq: number;
}

/** The moves of each notice in order of time, keyed by its id: the same id on two channels is two notices. */
const movesOf = perHistory((history: History): readonly (readonly EventOf<'notice.moved'>[])[] => {
  const byNotice = new Map<string, EventOf<'notice.moved'>[]>();
  for (const moved of inTime(history, 'notice.moved')) {
    const key = `${moved.channel} ${moved.notice}`;
    const moves = byNotice.get(key);
    if (moves === undefined) byNotice.set(key, [moved]);
    else moves.push(moved);
  }
  return [...byNotice.values()];
});

/** Chat is where responders talk to each other, and alerts that tools forward (Alertmanager's and Grafana's subjects) are for those on call. */
const inside = (channel: string, text: string) => channel === 'chat' || /^\s*\[(?:FIRING:\d+|RESOLVED)/.test(text);

/** A draft is no notice, nor is one that its channel refused. */
const left = ({ rung, error }: EventOf<'notice.moved'>) => rung !== 'composed' && rung !== 'approved' && error === undefined;

/** A flood of mails all of which differ must not keep a judge busy: reading one takes about 0.3 ms. */
export const readMost = 5000;

/** Copies of one mail to many customers are one notice, also where a relay needs minutes for them. */
const copiesMs = 60_000;

interface Last {
  atMs: number;
  readonly written: Written;
}

/** A receiver hears what a role composed with more behind it, such as which key to press: that is the same notice. */
const composedAs = (before: Last | undefined, receiver: string | undefined, text: string): Last | undefined => (receiver !== undefined && before !== undefined && text.startsWith(before.written.text) ? before : undefined);

/** In order of time, from the start of the timeline on. A composed text has its title, which a fetched one may lack, so the longest one is read. */
export const writtenOf = perHistory((history: History): readonly Written[] => {
  const last = new Map<string, Last>();
  const composed = new Map<string, Last>();
  let read = 0;
  return movesOf(history).flatMap((moves) => {
    const [first] = moves;
    const told = moves.reduce<EventOf<'notice.moved'> | undefined>((longest, move) => ((move.text?.length ?? 0) > (longest?.text?.length ?? 0) ? move : longest), undefined);
    if (first === undefined || told?.text === undefined || first.atMs < (history.zeroMs ?? 0) || inside(first.channel, told.text) || !moves.some(left)) return [];
    const key = `${first.channel} ${told.text}`;
    const before = last.get(key) ?? composedAs(composed.get(first.channel), first.receiver, told.text);
    if (before !== undefined && first.atMs - before.atMs < copiesMs) {
      before.written.notices.add(first.notice);
      before.atMs = first.atMs;
      return [];
    }
    if (read === readMost) return [];
    read += 1;
    const channel = channelOf(first.channel);
    const written: Written = { notices: new Set([first.notice]), by: first.channel, atMs: first.atMs, seq: told.seq, text: told.text, ...(channel !== undefined && { channel }) };
    const entry = { atMs: first.atMs, written };
    last.set(key, entry);
    if (first.receiver === undefined) composed.set(first.channel, entry);
    return [written];
  });
});
