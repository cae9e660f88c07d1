/** Holds what a request costs the edge, by the beginning of its path. */

/** Returns a function from a request's URL to its cost; the longest beginning that matches counts, anything else costs 1. */
export function costs(byBeginning: Readonly<Record<string, number>>): (url: string) => number {
  const longestFirst = Object.entries(byBeginning).sort(([a], [b]) => b.length - a.length);
  return (url) => longestFirst.find(([beginning]) => url.startsWith(beginning))?.[1] ?? 1;
}
