/** Holds the wait until ways lead somewhere: each is asked, and again, until all answer. */
import { setTimeout as pause } from 'node:timers/promises';
import { Problem, reasonOf } from '../../../problem.ts';
import type { Say } from '../workloads/rollout.ts';

export interface Way {
  /** What it joins, for a person. */
  readonly name: string;
  /** Resolves with what came instead of the answer, undefined where it came; rejects when `stop` aborts. */
  ask(stop: AbortSignal): Promise<string | undefined>;
}

export interface Missing {
  readonly name: string;
  readonly saw: string;
}

const answerMsMax = 5000;
const lookEveryMs = 300;

export interface Asking {
  readonly where: string;
  readonly say: Say;
  /** Called between two rounds. */
  readonly unanswered?: (missing: readonly Missing[]) => Promise<void>;
}

/** Resolves once all have answered in one round; rejects with what is missing when `stop` aborts. Those that answered are left in peace until the others do. */
export async function allAnswer(ways: readonly Way[], { where, say, unanswered = async () => {} }: Asking, stop: AbortSignal): Promise<void> {
  let said = '';
  let missing: readonly (Missing & { readonly way: Way })[] = [];
  for (let asked = ways; ; asked = missing.length === 0 ? ways : missing.map(({ way }) => way)) {
    const limit = AbortSignal.any([stop, AbortSignal.timeout(answerMsMax)]);
    const answers = await Promise.all(asked.map(async (way) => ({ way, name: way.name, saw: await way.ask(limit).catch(reasonOf) })));
    // What a round that was cut off saw is only that it was.
    if (!stop.aborted || missing.length === 0) missing = answers.flatMap(({ saw, ...rest }) => (saw === undefined ? [] : [{ saw, ...rest }]));
    if (missing.length === 0 && asked.length === ways.length) return;
    if (stop.aborted) {
      const got = missing.length === 0 ? 'no time to ask them all once more' : missing.map(({ name, saw }) => `${name}: ${saw}`).join('; ');
      throw new Problem({ expected: `all ${ways.length} ways of the range to lead somewhere`, got, where, next: 'Its pods are ready, so it is how Services lead to them, or DNS: `kubectl get endpointslices` shows what the cluster knows. A busy one may just need longer: say the same again.' });
    }
    if (missing.length > 0) {
      const text = `all pods are ready; waiting for an answer by ${missing.slice(0, 3).map(({ name }) => name).join(', ')}${missing.length > 3 ? ' and others' : ''}`;
      if (text !== said) say((said = text));
      await unanswered(missing);
    }
    await pause(lookEveryMs);
  }
}
