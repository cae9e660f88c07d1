/** Holds under which names k6 counts what a generator did, for its script and for whoever asks k6 for them. */

/** gameday's own scripts count a request before it leaves, so that hung ones are in it. */
export const countedByUs = { started: 'started', dropped: 'dropped_iterations', passed: 'passed' } as const;

/**
 * A script of the team's own is counted by k6, each request when it ends. A metric with tags exists only where a threshold names it. 1110 is k6's error
 * code for a forbidden address (lib/netext/httpext/error_codes.go of k6).
 */
export const countedByK6 = {
  started: 'http_reqs{by:script}',
  dropped: 'dropped_iterations',
  passed: 'http_reqs{by:script,expected_response:true}',
  thrown: 'thrown',
  stray: 'http_reqs{by:script,error_code:1110}',
} as const;

export type CounterNames = typeof countedByUs | typeof countedByK6;

interface Summary {
  readonly metrics: Readonly<Record<string, { readonly values: { readonly count?: number } } | undefined>>;
}

/** What `handleSummary` prints after the last request, so that the end is exact although nobody can ask k6 for its counters any more. */
export const totalsBy =
  (names: CounterNames) =>
  ({ metrics }: Summary): { stdout: string } => ({ stdout: `${JSON.stringify({ totals: Object.fromEntries(Object.entries(names).map(([what, name]) => [what, metrics[name]?.values.count ?? 0])) })}\n` });
