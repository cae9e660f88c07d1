/** Holds how the same work is done for many: some at a time, and in their order. */

/** Runs `work` on each, so many at a time, and keeps the order. */
export async function each<T, R>(items: readonly T[], atATime: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const rest = items.entries();
  const lane = async () => {
    for (const [at, item] of rest) results.set(at, await work(item));
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  return items.flatMap((_, at) => (results.has(at) ? [results.get(at) as R] : []));
}
