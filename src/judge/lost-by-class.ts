/** Holds the requests of legitimate users lost during the attack, class by class: shown, never rated. */
import type { History } from '../record/history.ts';
import { injectedGenerators } from './derive/injects.ts';
import { incidentSpan } from './metrics/impact/incident-span.ts';
import type { MetricResult } from './scorecard.ts';
import { shareText } from './words.ts';

/** A class is named `class` or `class/region`. */
const classOf = (name: string) => name.split('/')[0] ?? name;

interface Lost {
  sent: number;
  ok: number;
  readonly first: number;
  last: number;
}

export function lostByClass(history: History): readonly MetricResult[] {
  const { fromMs, toMs } = incidentSpan(history);
  const notUsers = injectedGenerators(history);
  const sums = new Map<string, Lost>();
  const sumOfName = new Map<string, Lost>();
  for (const line of history.of('traffic.second')) {
    if (line.atMs < fromMs || line.atMs >= toMs || notUsers.has(line.generator)) continue;
    for (const name in line.classes) {
      const one = line.classes[name];
      const sum = sumOfName.get(name) ?? sums.get(classOf(name)) ?? { sent: 0, ok: 0, first: line.seq, last: line.seq };
      if (!sumOfName.has(name)) sums.set(classOf(name), sum);
      sumOfName.set(name, sum);
      sum.sent += one?.sent ?? 0;
      sum.ok += one?.ok ?? 0;
      sum.last = line.seq;
    }
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, { sent, ok, first, last }]) => ({
    id: `requests-lost/${name}`,
    title: `Requests of class ${name} lost during the attack`,
    capability: 'impact',
    unit: 'count',
    critical: false,
    measured: { is: 'value', n: sent - ok, evidence: [first, last] },
    rating: null,
    score: null,
    basis: 'always shown, never rated',
    sentence: `Of ${sent} requests of class ${name} during the attack, ${sent - ok} were lost (${shareText(sent === 0 ? 0 : (sent - ok) / sent)}).`,
  }));
}
