/** Holds the coverage as series that can be drawn and listed: of all customers, and by channel, tier and region. */
import type { Coverage, Scorecard } from '../../../judge/scorecard.ts';
import { channelName } from '../../../judge/channel-names.ts';
import { clip } from '../../inert.ts';
import { sentenceCase } from '../../words.ts';

export interface Series {
  readonly name: string;
  readonly points: readonly { readonly atMs: number; readonly share: number }[];
}

export interface Group {
  readonly name: string;
  /** What each of its series is, where that doesn't show from the name alone. */
  readonly kind?: string;
  readonly series: readonly Series[];
  /** How many more there are than are shown. */
  readonly more: number;
}

/** So many of a kind are shown, those that were told least first: a vendor may have a hundred regions. */
const shownMost = 8;
const nameMost = 60;

const last = ({ points }: Series): number => points.at(-1)?.share ?? 0;

type Point = Coverage['curve'][number];

const group = ({ curve }: Coverage, name: string, kind: string, of: (point: Point) => Readonly<Record<string, number>>, called: (name: string) => string): Group => {
  const names = [...new Set(curve.flatMap((point) => Object.keys(of(point))))];
  const all = names.map((one): Series => ({ name: clip(called(one), nameMost), points: curve.map((point) => ({ atMs: point.atMs, share: of(point)[one] ?? 0 })) })).toSorted((a, b) => last(a) - last(b));
  return { name, kind, series: all.slice(0, shownMost), more: Math.max(0, all.length - shownMost) };
};

export const groupsOf = (coverage: Coverage): readonly Group[] =>
  [
    { name: 'Everybody', series: [{ name: 'All customers', points: coverage.curve.map(({ atMs, told }) => ({ atMs, share: told })) }], more: 0 },
    group(coverage, 'By channel, of those who have it', 'channel, of those who have it', (point) => point.channels, (name) => sentenceCase(channelName(name))),
    group(coverage, 'By tier', 'tier', (point) => point.tiers, (name) => name),
    group(coverage, 'By region', 'region', (point) => point.regions, (name) => name),
  ].filter(({ series }) => series.length > 0);

/** The share at a moment: that of the last point until then. */
export const shareAt = ({ points }: Series, ms: number): number => points.findLast(({ atMs }) => atMs <= ms)?.share ?? 0;

export interface Aim {
  readonly share: number;
  /** Null where nobody can say from when to count. */
  readonly atMs: number | null;
}

/** The bound as this drill was judged by; 95 % where nothing was rated. */
export const aimOf = (card: Scorecard, { aimAtMs }: Coverage): Aim => {
  const bounds = card.capabilities.flatMap((one) => one.metrics).find((metric) => metric.id === 'reach')?.bounds;
  return { share: 1 - (bounds?.p ?? 0.05), atMs: aimAtMs };
};
