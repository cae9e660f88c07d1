/** Holds the check `felt`: whether each inject's effect was seen by somebody other than the one who injected it. */
import type { Expectation } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { stagedOf } from '../clocks.ts';
import type { Staged } from '../clocks.ts';
import { arrived } from './felt-arrivals.ts';
import { clusterFelt } from './felt-cluster.ts';
import { mailFelt } from './felt-mail.ts';
import { probeFelt } from './felt-probe.ts';
import { rotaFelt } from './felt-rota.ts';
import { check, observing } from './check.ts';
import type { Found, Seen } from './check.ts';

type Declared = Extract<Expectation, { see: 'declaration' }>;

function lookFor(history: History, staged: Staged & { readonly fromMs: number }, expected: Exclude<Expectation, Declared>): Seen {
  if (expected.see === 'probe') return probeFelt(history, staged, expected);
  if (expected.see === 'arrivals') return arrived(history, staged, expected);
  if (expected.see === 'mail') return mailFelt(history, staged, expected);
  return expected.see === 'rota' ? rotaFelt(history, staged, expected) : clusterFelt(history, staged, expected);
}

export const felt = check({
  id: 'felt',
  title: 'The fault was felt',
  look: (history) => {
    if (observing(history)) return { is: 'not applicable', saw: 'nothing is injected in observe mode' };
    const staged = stagedOf(history);
    if (staged.every((each) => each.fromMs === undefined)) return { is: 'failed', saw: 'nothing was injected: expected at least one change to be applied' };
    return staged.map((each): Found => {
      const of = each.planned.inject;
      const { fromMs } = each;
      if (each.skipped !== undefined) return { of, is: 'not applicable', saw: `skipped: ${each.skipped}`, evidence: [each.seq] };
      if (fromMs === undefined) return { of, is: 'failed', saw: each.failed === undefined ? 'it was planned and never applied' : `it could not be applied: ${each.failed}`, evidence: [each.seq] };
      if (each.planned.felt.length === 0) return { of, is: 'unknown', saw: 'nothing says what an observer should have seen', evidence: [each.seq] };
      const declared = each.planned.felt.find((expected) => expected.see === 'declaration');
      if (declared !== undefined) return { of, is: 'unproved', saw: `unproved, by declaration: nothing was changed, so nothing can prove that ${declared.channel} was gone`, evidence: [each.seq] };
      const seen = each.planned.felt.flatMap((expected) => (expected.see === 'declaration' ? [] : lookFor(history, { ...each, fromMs }, expected)));
      const is = seen.some((one) => one.is === 'failed') ? 'failed' : seen.some((one) => one.is === 'unknown') ? 'unknown' : 'held';
      return { of, is, saw: seen.map((one) => one.saw).join('; '), evidence: seen.flatMap((one) => one.evidence) };
    });
  },
});
