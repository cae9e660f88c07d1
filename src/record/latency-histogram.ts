/** Holds the latency histogram: logarithmic buckets 2 % wide, so that a quantile is off by 1 % at most, whatever its size. */

const lowestMs = 0.1;
const logWidth = Math.log(1.02);

/** The bucket of a latency in milliseconds: 0 for all up to 0.1 ms, then one for each 2 %. */
export const bucketOf = (ms: number): number => (ms > lowestMs ? 1 + Math.floor(Math.log(ms / lowestMs) / logWidth) : 0);

/** The latency in milliseconds that stands for a bucket: its geometric middle. */
export const bucketMs = (bucket: number): number => (bucket <= 0 ? lowestMs : lowestMs * Math.exp((bucket - 0.5) * logWidth));

/** Counts one latency in a histogram in the form in which it stands in the record: bucket, count, bucket, count, in order of bucket. */
export function addTo(sparse: number[], ms: number): void {
  const bucket = bucketOf(ms);
  let at = 0;
  while (at < sparse.length && (sparse[at] ?? 0) < bucket) at += 2;
  if (sparse[at] === bucket) sparse[at + 1] = (sparse[at + 1] ?? 0) + 1;
  else if (at === sparse.length) sparse.push(bucket, 1);
  else sparse.splice(at, 0, bucket, 1);
}

/** Adds a histogram as it stands in the record to another one. */
export function addSparse(hist: Map<number, number>, sparse: readonly number[]): void {
  for (let i = 0; i + 1 < sparse.length; i += 2) {
    const bucket = sparse[i] ?? 0;
    hist.set(bucket, (hist.get(bucket) ?? 0) + (sparse[i + 1] ?? 0));
  }
}

/** The sum of sparse histograms. */
export function merge(...hists: readonly (readonly number[])[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const sparse of hists) addSparse(sum, sparse);
  return sum;
}

/** The latency in milliseconds below which the share `q` of all counts lies; undefined for an empty histogram. */
export function quantile(hist: ReadonlyMap<number, number>, q: number): number | undefined {
  let total = 0;
  for (const count of hist.values()) total += count;
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(q * total));
  let below = 0;
  for (const [bucket, count] of [...hist].sort(([a], [b]) => a - b)) {
    below += count;
    if (below >= rank) return bucketMs(bucket);
  }
  return undefined;
}
