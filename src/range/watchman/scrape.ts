/** Holds how the watchman reads a service's metrics: Prometheus text in, the two numbers that an objective is made of out. */
import type { RangeAddress } from '../address.ts';
import { call } from '../services/call.ts';

/** Cumulative since the service's start; `good` were answered without a 5xx, or given up, within the objective's time. */
export interface Sample {
  readonly atMs: number;
  readonly total: number;
  readonly good: number;
}

const line = /^range_request_duration_seconds_(bucket|count)\{(.*)\} (\S+)$/;
const labelsOf = (text: string): Record<string, string> => Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));

/**
 * Requests that a filter or a rule refused (4xx) are answered ones. A client that left is held against the service only when it had waited longer
 * than the objective allows: generators that are stopped, and people who close a page, leave early by themselves.
 */
const isBadCode = (code: string | undefined): boolean => code === '5xx';

/** `slowMs` is rounded up to the next bucket that the service has. */
export function sampleOf(text: string, slowMs: number, atMs: number): Sample {
  let total = 0;
  const goodByBound = new Map<number, number>();
  for (const row of text.split('\n')) {
    const [, kind, labelText = '', value] = line.exec(row) ?? [];
    if (kind === undefined) continue;
    const labels = labelsOf(labelText);
    if (kind === 'count') total += Number(value);
    else if (!isBadCode(labels.code)) {
      const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
      goodByBound.set(bound, (goodByBound.get(bound) ?? 0) + Number(value));
    }
  }
  const bound = Math.min(...[...goodByBound.keys()].filter((le) => le * 1000 >= slowMs));
  return { atMs, total, good: goodByBound.get(bound) ?? 0 };
}

/** Undefined where the service didn't answer: no evidence, which is neither good nor bad. */
export async function scrape(target: RangeAddress, slowMs: number, timeoutMs: number): Promise<Sample | undefined> {
  const { status, body } = await call({ to: target, method: 'GET', path: '/metrics', timeoutMs });
  return status === 200 ? sampleOf(body, slowMs, Date.now()) : undefined;
}
