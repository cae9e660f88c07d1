/** Holds a comparison in words: each number with its spread, and a sentence for a manager on what each variant buys. */
import { count, duration } from '../report/format.ts';
import { fates, type Fate } from './compared.ts';
import type { ArmSummary, Comparison, Spread } from './comparison.ts';

type Text = (n: number) => string;

/** Whole minutes where there are hours: nobody plans by the second of a day. */
const time: Text = (ms) => duration(ms >= 600_000 ? Math.round(ms / 60_000) * 60_000 : ms);
const gain: Text = (ms) => (ms < 0 ? `−${time(-ms)}` : ms === 0 ? 'none' : time(ms));
const customers: Text = (n) => count(Math.round(n));

/** The middle one, and 5 to 95 % where these differ in print. */
const spreadText = ({ p5, p50, p95 }: Spread, text: Text): string => {
  const [low, middle, high] = [text(p5), text(p50), text(p95)];
  return low === high ? middle : `${middle} (${low} to ${high})`;
};

/** What no user suffered needed neither alert nor partner. */
const happened = (spread: Spread | null, { runs, outageMs }: ArmSummary): string =>
  spread === null ? (outageMs?.p95 === 0 ? 'not needed' : 'never') : `${spreadText(spread, time)}${spread.runs < runs ? `, in ${spread.runs} of ${runs} runs` : ''}`;

export const fateNames: Readonly<Record<Fate, string>> = { 'in time': 'Told in time', late: 'Told late', wrongly: 'Told wrongly', never: 'Never told', unknown: 'Not known' };

/** Fates that anybody met: a column of zeros tells nothing. */
export const fatesIn = ({ arms }: Comparison): readonly Fate[] => fates.filter((fate) => arms.some(({ told }) => (told?.[fate].p95 ?? 0) >= 0.5));

/** What a table says, its heads first. */
export function comparisonTable(comparison: Comparison): readonly [readonly string[], ...(readonly string[])[]] {
  const shown = fatesIn(comparison);
  const row = (arm: ArmSummary) => {
    const { title, outageMs, gained, detectedMs, divertedMs, told } = arm;
    return [
      title,
      outageMs === null ? 'not measured' : spreadText(outageMs, time),
      gained === null ? '' : gained.outageMs === null ? 'not measured' : spreadText(gained.outageMs, gain),
      happened(detectedMs, arm),
      happened(divertedMs, arm),
      ...shown.map((fate) => (told === null ? 'not measured' : spreadText(told[fate], customers))),
    ];
  };
  return [['Variant', 'Outage', 'Less outage', 'First correct alert', 'Traffic at a partner', ...shown.map((fate) => fateNames[fate])], ...comparison.arms.map(row)];
}

/** Smaller differences than this share are none: people's reaction times are drawn anew in each arm. */
const noticeable = 0.01;

function outagePart({ gained }: ArmSummary, baseline: ArmSummary): string | undefined {
  const [saved, was] = [gained?.outageMs ?? null, baseline.outageMs];
  if (saved === null || was === null || Math.abs(saved.p50) <= noticeable * was.p50) return undefined;
  const of = `the ${time(was.p50)} of outage`;
  return saved.p50 > 0 ? `saves ${spreadText(saved, gain)} of ${of}` : `adds ${time(-saved.p50)} to ${of}`;
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
    const parts = [outagePart(arm, baseline), toldPart(arm, all ?? 0)].filter((part) => part !== undefined);
    const [first = 'changes neither the outage nor who is told in time', ...more] = parts;
    return { title: arm.title, sentence: `${[first.charAt(0).toUpperCase() + first.slice(1), ...more].join(', and ')}.` };
  });
}

/** What was compared, and that it is a model: for the head of every format. */
export const aboutText = ({ scenario, runs, seed, customers: all, inTimeMs }: Comparison): string =>
  `Simulated: every number comes from a model. ${count(runs)} runs of each variant of ${scenario.name} ${scenario.version}, with the same seeds from ${seed} on; medians, with 5 to 95 % of the runs in brackets.${all === null ? '' : ` Of ${count(all)} customers; told in time means by a sound notice within ${duration(inTimeMs)} of when users first suffered, from when alert and partner are counted too.`}`;
