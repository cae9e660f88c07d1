/** Holds the shares of regions in legitimate traffic. */

export type Weights = readonly [readonly [string, number], ...(readonly [string, number])[]];

/** Settings say `{"na": 0.6, "eu": 0.4}`; without any, everybody is in one region. */
export function regionWeights(regions: Readonly<Record<string, number>> | undefined): Weights {
  const [first, ...more] = Object.entries(regions ?? {});
  return first === undefined ? [['all', 1]] : [first, ...more];
}
