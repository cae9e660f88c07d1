/** Holds the fault `contradiction`: two channels that tell customers different things at the same time. */
import { channelName } from '../../channel-names.ts';
import type { History } from '../../../record/history.ts';
import { compressionOf } from '../../derive/users.ts';
import { firstFrom, perHistory } from '../../derive/per-history.ts';
import { writtenOf } from '../../derive/written.ts';
import type { Written } from '../../derive/written.ts';
import { dueMs } from '../due.ts';
import { fault, quoted } from '../fault.ts';
import { said } from '../reading.ts';
import { rules } from '../rules/index.ts';
import type { Said } from '../rule.ts';

/** A notice goes out on all its channels within this time, so that long a channel may lag behind another (J). */
const lagMs = (history: History) => Math.max(1000, (5 * 60_000) / compressionOf(history));

interface Pair {
  readonly one: Written;
  readonly other: Written;
  /** The two went out together, so they should say the same; otherwise the earlier one still stands. */
  readonly together: boolean;
}

/** Each notice with the one that stood on each other channel as it went out, unless that was renewed soon after. */
const pairsOf = perHistory((history: History): readonly Pair[] => {
  const lag = lagMs(history);
  const all = writtenOf(history);
  const channels = [...new Set(all.map((written) => written.by))];
  return channels.flatMap((channel) => {
    const own = all.filter((written) => written.by === channel);
    return all.flatMap((other): Pair[] => {
      if (other.by === channel) return [];
      const at = firstFrom(own, other.atMs + 1) - 1;
      const [one, next] = [own[at], own[at + 1]];
      if (one === undefined || (next !== undefined && next.atMs <= other.atMs + lag)) return [];
      return [{ one, other, together: other.atMs - one.atMs <= lag }];
    });
  });
});

/** The first sentences in which the two say different things; undefined where they agree, or one says nothing. */
type Differ = (history: History, pair: Pair) => { readonly one: string; readonly other: string } | undefined;

const differently = (one: readonly Said<unknown>[], other: readonly Said<unknown>[], differ: boolean) => (differ && one[0] !== undefined && other[0] !== undefined ? { one: one[0].quote, other: other[0].quote } : undefined);

const kinds: Readonly<Record<'state' | 'next-update' | 'who', { readonly what: string; readonly differ: Differ }>> = {
  state: {
    what: 'whether the incident is over',
    differ: (_, { one, other }) => differently(said(one, 'state'), said(other, 'state'), said(one, 'state')[0]?.answer !== said(other, 'state')[0]?.answer),
  },
  'next-update': {
    what: 'when the next update comes',
    differ: (history, { one, other, together }) => {
      const [a, b] = [one, other].map((written) => ({ due: said(written, 'next-update').flatMap(({ answer }) => dueMs(answer, written.atMs) ?? [])[0] }));
      return differently(said(one, 'next-update'), said(other, 'next-update'), together && a?.due !== undefined && b?.due !== undefined && Math.abs(a.due - b.due) > lagMs(history));
    },
  },
  who: {
    what: 'who is concerned',
    differ: (_, { one, other, together }) => {
      const [a, b] = [one, other].map((written) => said(written, 'who').map(({ answer }) => answer).toSorted().join());
      return differently(said(one, 'who'), said(other, 'who'), together && a !== b);
    },
  },
};

const about = (kind: string, { one, other }: Pair) => [kind, ...[one.by, other.by].toSorted()].join('/');

const contradiction = (kind: keyof typeof kinds) =>
  fault({
    id: 'contradiction',
    severity: 'medium',
    decides: rules[kind].decides.found,
    tested: (history) => pairsOf(history).flatMap((pair) => (said(pair.one, kind).length > 0 && said(pair.other, kind).length > 0 ? [about(kind, pair)] : [])),
    find: (history) =>
      pairsOf(history).flatMap((pair) => {
        const differ = kinds[kind].differ(history, pair);
        if (differ === undefined) return [];
        return [{ about: about(kind, pair), written: pair.other, evidence: [pair.one.seq], text: `Notices by ${channelName(pair.one.by)} and by ${channelName(pair.other.by)} contradict each other about ${kinds[kind].what}: ${quoted(differ.one)} against ${quoted(differ.other)}` }];
      }),
  });

export const contradictions = [contradiction('state'), contradiction('next-update'), contradiction('who')];
