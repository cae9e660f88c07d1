/** Holds how numbers stand in the judge's sentences: `6 min 20 s`, `97.4 %`. */
import type { Bounds } from '../record/events.ts';
import type { Measured, Unit } from './metric.ts';
import type { Rating } from './rate.ts';

const trimmed = (n: number, digits: number) => String(Number(n.toFixed(digits)));

/** A duration for people, from `350 ms` to `3 h 20 min`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${trimmed(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [big, small, size, n] = seconds < 3600 ? ['min', 's', 60, seconds] : ['h', 'min', 60, Math.round(seconds / 60)];
  return n % size === 0 ? `${n / size} ${big}` : `${Math.floor(n / size)} ${big} ${n % size} ${small}`;
}

/** Never rounds a shortfall away: 99.97 % is not 100 %. */
export function shareText(n: number, digits = 1): string {
  const text = trimmed(n * 100, digits);
  return ((text === '100' && n < 1) || (text === '0' && n > 0)) && digits < 6 ? shareText(n, digits + 1) : `${text} %`;
}

export function numberText(unit: Unit, n: number): string {
  if (unit === 'ms') return durationText(n);
  if (unit === 'share') return shareText(n);
  return unit === 'rps' ? `${trimmed(n, 1)} requests/s` : trimmed(n, 1);
}

export const boundText = (unit: Unit, n: number): string => (unit === 'share' ? shareText(1 - n) : numberText(unit, n));
/** The aim (the P bound); `text` writes it. */
export function aimText(unit: Unit, { p }: Pick<Bounds, 'p'>, text = boundText): string {
  if (p === 0 && (unit === 'count' || unit === 'share')) return unit === 'count' ? 'none' : text(unit, p);
  return `${unit === 'share' ? 'at least' : 'at most'} ${text(unit, p)}`;
}

export function measuredText(unit: Unit, measured: Measured): string {
  if (measured.is === 'value') return numberText(unit, measured.n);
  if (measured.is === 'atLeast') return `not within ${numberText(unit, measured.n)}`;
  return measured.is === 'unmeasured' ? 'not measured' : 'not exercised';
}

/** HSEEP's words (FEMA, Homeland Security Exercise and Evaluation Program, 2020). */
export const ratingWords: Readonly<Record<Rating, string>> = {
  P: 'performed without challenges',
  S: 'performed with some challenges',
  M: 'performed with major challenges',
  U: 'unable to be performed',
};

export const capabilityWords = { detection: 'Detection', rerouting: 'Rerouting', communications: 'Communications' } as const;
