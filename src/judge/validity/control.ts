/** Holds the check `control`: harm to users counts as the flood's only if the same load without the edge's bound did none. */
import type { History } from '../../record/history.ts';
import { attackGenerators, breachBetween, impactOf, objectiveOf, type Staged, stagedOf, usersBetween } from '../clocks.ts';
import { between, inTime } from '../derive/per-history.ts';
import { durationText, shareText } from '../words.ts';
import { check, observing } from './check.ts';

const heightSeconds = { least: 1, most: 5 } as const;

/** As many as the control run was whole seconds long: one second alone may look busier than it was, since a busy machine is read late. */
const heightSecondsOf = ({ fromMs = 0, toMs }: Staged): number => Math.min(heightSeconds.most, Math.max(heightSeconds.least, Math.floor((toMs - fromMs) / 1000) - 1));

/** The highest rate that one of the generators kept up for so many seconds, in requests/s. */
function heightOf(history: History, generators: ReadonlySet<string>, seconds: number): number {
  const own = Map.groupBy(inTime(history, 'flood.second').filter(({ generator }) => generators.has(generator)), ({ generator }) => generator);
  const heights = [...own.values()].flatMap((all) => all.map(({ atMs }) => between(all, atMs, atMs + (seconds - 0.5) * 1000).reduce((sum, { offered }) => sum + offered, 0) / seconds));
  return Math.round(Math.max(0, ...heights));
}

export const control = check({
  id: 'control',
  title: 'A control run left users unharmed',
  look: (history) => {
    if (observing(history)) return { is: 'not applicable', saw: 'nothing is injected in observe mode' };
    const harm = impactOf(history);
    if (harm === undefined) return { is: 'not applicable', saw: 'no harm to users by the flood is claimed' };
    const run = stagedOf(history).find((staged) => staged.planned.control && staged.fromMs !== undefined);
    if (run?.fromMs === undefined) return { is: 'failed', saw: 'users were harmed, and no control run shows that the machine was not to blame: add a control-flood of the same rate before the flood', evidence: [harm.seq] };
    const seconds = heightSecondsOf(run);
    const [offered, attack] = [heightOf(history, new Set(run.generators), seconds), heightOf(history, attackGenerators(history), seconds)];
    if (offered < 0.9 * attack) return { is: 'failed', saw: `the control run offered ${offered} requests/s at its height, the flood ${attack}: give both the same rate`, evidence: [run.seq, harm.seq] };
    const users = usersBetween(history, run.fromMs, run.toMs);
    if (users.sent === 0) return { is: 'unknown', saw: 'no legitimate request was sent during the control run', evidence: [run.seq] };
    const breach = breachBetween(history, run.fromMs, run.toMs);
    const good = `${Math.round((users.ok / users.sent) * 1000) / 10} % of ${users.sent} legitimate requests succeeded during the control run`;
    if (breach === undefined) return { is: 'held', saw: good, evidence: [run.seq] };
    const { availabilityMin, latencyP95MsMax } = objectiveOf(history);
    // All may have succeeded and users were outside their objective all the same: too slow, or only for some seconds.
    return { is: 'failed', saw: `${good} and ${users.slow} of ${users.timed} answers took longer than ${durationText(latencyP95MsMax)}, which for some seconds is outside the objective of ${shareText(availabilityMin)}, and 95 % of answers in that time: the machine itself could not carry this load; lower the flood's rate and the edge's capacity`, evidence: [run.seq, breach.seq] };
  },
});
