/** Holds the check `control`: harm to users counts as the flood's only if the same load without the edge's bound did none. */
import type { History } from '../../record/history.ts';
import { attackGenerators, breachBetween, impactOf, stagedOf, usersBetween } from '../clocks.ts';
import { check, observing } from './check.ts';

const peakOf = (history: History, generators: ReadonlySet<string>) => Math.max(0, ...history.of('flood.second').flatMap((second) => (generators.has(second.generator) ? [second.offered] : [])));

export const control = check({
  id: 'control',
  title: 'A control run left users unharmed',
  look: (history) => {
    if (observing(history)) return { is: 'not applicable', saw: 'nothing is injected in observe mode' };
    const harm = impactOf(history);
    if (harm === undefined) return { is: 'not applicable', saw: 'no harm to users by the flood is claimed' };
    const run = stagedOf(history).find((staged) => staged.planned.control && staged.fromMs !== undefined);
    if (run?.fromMs === undefined) return { is: 'failed', saw: 'users were harmed, and no control run shows that the machine was not to blame: add a control-flood of the same rate before the flood', evidence: [harm.seq] };
    const [offered, attack] = [peakOf(history, new Set(run.generators)), peakOf(history, attackGenerators(history))];
    if (offered < 0.9 * attack) return { is: 'failed', saw: `the control run offered ${offered} requests/s at its height, the flood ${attack}: give both the same rate`, evidence: [run.seq, harm.seq] };
    const users = usersBetween(history, run.fromMs, run.toMs);
    if (users.sent === 0) return { is: 'unknown', saw: 'no legitimate request was sent during the control run', evidence: [run.seq] };
    const breach = breachBetween(history, run.fromMs, run.toMs);
    const good = `${Math.round((users.ok / users.sent) * 1000) / 10} % of ${users.sent} legitimate requests succeeded during the control run`;
    return breach === undefined ? { is: 'held', saw: good, evidence: [run.seq] } : { is: 'failed', saw: `${good}: the machine itself could not carry this load; lower the flood's rate and the edge's capacity`, evidence: [run.seq, breach.seq] };
  },
});
