/** Holds shortcuts from a built drill to what the judge says of it. */
import { judge } from '../../src/judge/judge.ts';
import type { MetricResult, Scorecard, ValidityCheck } from '../../src/judge/scorecard.ts';
import type { Kind } from '../../src/record/events.ts';
import { drill } from './drill-builder.ts';
import type { DrillOptions } from './drill-builder.ts';
import type { HistoryBuilder, Placed } from './history-builder.ts';

export interface Judged {
  readonly card: Scorecard;
  readonly metric: (id: string) => MetricResult;
  readonly check: (id: string) => ValidityCheck;
  readonly rating: (capability: string) => string | null;
}

export function judged(builder: HistoryBuilder): Judged {
  const card = judge(builder.build());
  const found = <T>(what: T | undefined, name: string): T => {
    if (what === undefined) throw new Error(`the scorecard has no ${name}`);
    return what;
  };
  return {
    card,
    metric: (id) => found([...card.capabilities.flatMap((one) => one.metrics), ...card.impact].find((one) => one.id === id), `metric ${id}`),
    check: (id) => found(card.validity.find((one) => one.id === id), `check ${id}`),
    rating: (name) => found(card.capabilities.find((one) => one.capability === name), `capability ${name}`).rating,
  };
}

export const judgedDrill = (options: DrillOptions = {}): Judged => judged(drill(options));

/** As if an observer had never been there. */
export const of = (observer: string) => (placed: Placed): boolean => placed.by === `observer/${observer}` || ('observer' in placed.body && placed.body.observer === observer);
export const kindIs = (kind: Kind, fields: Readonly<Record<string, unknown>> = {}) => (placed: Placed): boolean => placed.kind === kind && Object.entries(fields).every(([name, value]) => (placed.body as Readonly<Record<string, unknown>>)[name] === value);
/** As if an observer had fallen silent at a second: neither heartbeat nor observation comes after it. */
export const silentFrom = (observer: string, second: number) => (placed: Placed): boolean => placed.offsetMs >= second * 1000 && placed.kind !== 'observer.ended' && of(observer)(placed);
