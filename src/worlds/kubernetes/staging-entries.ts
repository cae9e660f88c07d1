/** Holds what a team's own entries show of their traffic: the counters that the team named; where it named none, nothing is counted. */
import type { Entries, Places, Sighting } from '../../ports/entries.ts';
import type { Http } from '../../ports/http.ts';
import type { EntryCounts } from '../../record/events.ts';
import { Problem } from '../../problem.ts';
import { instantQueryUrl, numberFrom } from '../../wire/prometheus.ts';
import type { ClusterSettings } from './settings.ts';

type Counter = NonNullable<NonNullable<ClusterSettings['entries']>[string]['counter']>;

/** The sum over all series of a counter in Prometheus text (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export function sumOf(text: string, metric: string): number | undefined {
  const values = text.split('\n').flatMap((line) => {
    const rest = line.startsWith(metric) ? line.slice(metric.length) : '';
    if (!/^[{ ]/.test(rest)) return [];
    return [Number(rest.replace(/^\{[^}]*\}/, '').trim().split(/\s+/)[0])];
  });
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

async function received(counter: Counter, http: Http, stop: AbortSignal): Promise<number> {
  const isText = 'url' in counter;
  const url = isText ? counter.url : instantQueryUrl(counter.prometheus, counter.query);
  const { status, body, error } = await http.fetch({ url }, stop);
  if (status !== 200) throw new Problem({ expected: 'a count of requests', got: status === 0 ? (error ?? 'no answer') : `${status} ${body.slice(0, 200)}`, where: url, next: 'Without it a flood cannot be shown to have arrived.' });
  const sum = isText ? sumOf(body, counter.metric) : numberFrom(body);
  if (sum === undefined) throw new Problem({ expected: 'a counter', got: 'none of that name', where: url });
  if (typeof sum === 'number') return sum;
  if ('got' in sum) throw new Problem({ expected: 'one number', got: sum.got, where: url });
  return sum.value;
}

export function stagingEntries(entries: NonNullable<ClusterSettings['entries']>, places: Places, http: Http, now: () => number, whoSaw: (nonce: string) => readonly Sighting[] = () => []): Entries {
  return {
    places: () => places,
    counts: async (stop) => {
      const counted = Object.entries(entries).flatMap(([name, { counter }]) => (counter === undefined ? [] : [{ name, counter }]));
      const all = await Promise.all(
        counted.map(async ({ name, counter }): Promise<[string, EntryCounts & { atMs: number }]> => {
          const count = await received(counter, http, stop);
          return [name, { atMs: now(), received: count, forwarded: 0, rejected: 0, timedOut: 0 }];
        }),
      );
      return Object.fromEntries(all);
    },
    // A team's services remember no nonces; its way is proved by what the probes themselves met, or not at all.
    whoSaw: async (nonce) => whoSaw(nonce),
    ledger: async () => [],
  };
}
