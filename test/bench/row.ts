/** Holds one line of the bench: a figure beside its peer or its limit, both from the same run. */

export interface Row {
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  /** Whether a figure should stay below its limit or reach it. */
  readonly want: 'at most' | 'at least';
  readonly unit: string;
  /** What was measured how often, beside what, and how noisy the machine was. */
  readonly note: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
};

/** The value below which the share `q` of the values lies, by nearest rank. */
export const quantileOf = (values: readonly number[], q: number): number => [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? NaN;

/** The lowest and highest value, for a note about noise. */
export const spread = (values: readonly number[]): string => `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
