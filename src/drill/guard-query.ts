/** Holds the guardrail of a team's own query: what is shared with others, such as an ingress or a neighbour, must stay within bounds. */
import { reasonOf } from '../problem.ts';
import type { ResolvedGuardrail } from '../scenario/resolved.ts';
import { instantQueryUrl, numberFrom } from '../wire/prometheus.ts';
import type { Drill } from './drill.ts';

const everyMs = 2000;
const answerMs = 3000;

type QueryGuardrail = Extract<ResolvedGuardrail, { kind: 'query' }>;

export const boundText = ({ aboveMax, belowMin }: QueryGuardrail): string => [aboveMax === undefined ? '' : `above ${aboveMax}`, belowMin === undefined ? '' : `below ${belowMin}`].filter(Boolean).join(' or ');

/** Aborts when the query is out of bounds for so long, and likewise when it can't be answered for so long: a guardrail that can't see guards nothing. */
export async function guardQuery(drill: Drill, guardrail: QueryGuardrail, trip: (saw: string) => void): Promise<void> {
  const { clock, ending, world } = drill;
  const { prometheus, query, aboveMax, belowMin, forMs } = guardrail;
  const url = instantQueryUrl(prometheus, query);
  if (!('http' in world)) return trip('it is blind: this world has no http');
  let fineUntilMs = clock.now();
  while (!ending.signal.aborted) {
    const asked = await world.http.fetch({ url }, clock.deadline(answerMs, ending.signal)).catch((error: unknown) => ({ status: 0, body: '', error: reasonOf(error) }));
    if (ending.signal.aborted) return;
    const answer = asked.status === 200 ? numberFrom(asked.body) : { got: asked.status === 0 ? (asked.error ?? 'no answer') : `status ${asked.status}: ${asked.body.slice(0, 100)}` };
    const isOut = 'value' in answer && ((aboveMax !== undefined && answer.value > aboveMax) || (belowMin !== undefined && answer.value < belowMin));
    const nowMs = clock.now();
    if ('value' in answer && !isOut) fineUntilMs = nowMs;
    else if (nowMs - fineUntilMs >= forMs) return trip('value' in answer ? `it was ${answer.value} for ${Math.round((nowMs - fineUntilMs) / 1000)} s` : `it is blind: ${answer.got}`);
    await clock.sleep(everyMs, ending.signal);
  }
}
