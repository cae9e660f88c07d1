/** Holds a comparison in words: each number with its spread, and a sentence for a manager on what each variant buys. */
import { count, duration } from '../report/format.ts';
import { fates, type Fate } from './compared.ts';
import type { ArmSummary, Comparison, Spread } from './comparison.ts';

type Text = (n: number) => string;

/** Whole minutes where there are hours: nobody plans by the second of a day. */
export const time: Text = (ms) => duration(ms >= 600_000 ? Math.round(ms / 60_000) * 60_000 : ms);
const gain: Text = (ms) => (ms < 0 ? `−${time(-ms)}` : ms === 0 ? 'none' : time(ms));
const customers: Text = (n) => count(Math.round(n));

/** A number as it is written, and where it lies in most runs or why it may not be taken for all of them. */
export interface Cell {
  readonly text: string;
  readonly more?: string;
}

export const flat = ({ text, more }: Cell): string => (more === undefined ? text : `${text} (${more})`);

/** The middle one, and 5 to 95 % where these differ in print. */
const cellOf = ({ p5, p50, p95 }: Spread, text: Text, ...notes: readonly string[]): Cell => {
  const [low, high] = [text(p5), text(p95)];
  const more = [...(low === high ? [] : [`${low} to ${high}`]), ...notes].join('; ');
  return { text: text(p50), ...(more !== '' && { more }) };
};
const unmeasured: Cell = { text: 'not measured' };

/** What no user suffered needed neither alert nor partner. */
const happened = (spread: Spread | null, { runs, outageMs }: ArmSummary): Cell =>
  runs === 0 ? unmeasured : spread === null ? { text: outageMs?.p95 === 0 ? 'not needed' : 'never' } : cellOf(spread, time, ...(spread.runs < runs ? [`in ${spread.runs} of ${runs} runs`] : []));

export const fateNames: Readonly<Record<Fate, string>> = { 'in time': 'Told in time', late: 'Told late', wrongly: 'Told wrongly', never: 'Never told', unknown: 'Not known' };

/** Fates that anybody met: a column of zeros tells nothing. */
export const fatesIn = ({ arms }: Comparison): readonly Fate[] => fates.filter((fate) => arms.some(({ told }) => (told?.[fate].p95 ?? 0) >= 0.5));

export interface ComparisonTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function comparisonTable(comparison: Comparison): ComparisonTable {
  const shown = fatesIn(comparison);
  const row = (arm: ArmSummary): readonly Cell[] => {
    const { title, runs, outageMs, gained, detectedMs, divertedMs, told } = arm;
    const saved = gained === null ? { text: '' } : gained.outageMs === null ? unmeasured : cellOf(gained.outageMs, gain);
    return [{ text: title, ...(runs < comparison.runs && { more: `${runs} of ${comparison.runs} runs` }) }, outageMs === null ? unmeasured : cellOf(outageMs, time), saved, happened(detectedMs, arm), happened(divertedMs, arm), ...shown.map((fate) => (told === null ? unmeasured : cellOf(told[fate], customers)))];
  };
  return { heads: ['Variant', 'Outage', 'Less outage', 'First correct alert', 'Traffic at a partner', ...shown.map((fate) => fateNames[fate])], rows: comparison.arms.map(row) };
}

/** Smaller differences than this share are none: once one event differs, chance makes others differ too. */
const noticeable = 0.01;

function outagePart({ gained }: ArmSummary, baseline: ArmSummary): string | undefined {
  const [saved, was] = [gained?.outageMs ?? null, baseline.outageMs];
  if (saved === null || was === null || Math.abs(saved.p50) <= noticeable * was.p50) return undefined;
  const of = `the ${time(was.p50)} of outage`;
  return saved.p50 > 0 ? `saves ${flat(cellOf(saved, gain))} of ${of}` : `adds ${time(-saved.p50)} to ${of}`;
}

function toldPart({ gained }: ArmSummary, all: number): string | undefined {
  const more = gained?.inTime ?? null;
  if (more === null || Math.abs(more.p50) <= noticeable * all) return undefined;
  return more.p50 > 0 ? `tells ${customers(more.p50)} more customers in time` : `tells ${customers(-more.p50)} fewer customers in time`;
}

/** One for each variant, in their order. */
export function sentencesOf({ arms, customers: all }: Comparison): readonly { readonly title: string; readonly sentence: string }[] {
  const [baseline, ...variants] = arms;
  if (baseline === undefined) return [];
  return variants.map((arm) => {
    const { outageMs: less, inTime } = arm.gained ?? { outageMs: null, inTime: null };
    if (less === null && inTime === null) return { title: arm.title, sentence: 'Not measured.' };
    const parts = [outagePart(arm, baseline), toldPart(arm, all ?? 0)].filter((part) => part !== undefined);
    const unchanged = inTime === null ? 'does not change the outage' : less === null ? 'does not change who is told in time' : 'changes neither the outage nor who is told in time';
    const [first = unchanged, ...more] = parts;
    return { title: arm.title, sentence: `${[first.charAt(0).toUpperCase() + first.slice(1), ...more].join(', and ')}.` };
  });
}

/** What was compared, and that it is a model: for the head of every format. */
export const aboutText = ({ scenario, runs, seed, customers: all, inTimeMs }: Comparison): string =>
  `Simulated: every number comes from a model. ${count(runs)} runs of each variant of ${scenario.name} ${scenario.version}, with the same seeds from ${seed} on; medians, with 5 to 95 % of the runs in brackets.${all === null ? '' : ` Of ${count(all)} customers; told in time means by a sound notice within ${duration(inTimeMs)} of when users first suffered, from when alert and partner are counted too.`}`;
