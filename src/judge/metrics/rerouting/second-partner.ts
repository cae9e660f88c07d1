/** Holds the metric `second-partner`: how long until another partner carried the traffic after the first one failed. */
import { minutes } from '../../bounds.ts';
import { diversionOf, mainEntry, partnerOf, probesOf } from '../../clocks.ts';
import { between } from '../../derive/per-history.ts';
import { atLeast, metric, notExercised, value } from '../../metric.ts';
import { noReasonToReroute } from './exercised.ts';

/** One failed probe may be bad luck; three in a row are a partner that fails, and so are fewer after which another one was taken. */
const failuresInRow = 3;

export const secondPartner = metric({
  id: 'second-partner',
  title: 'First partner failed to second partner carrying traffic',
  capability: 'rerouting',
  unit: 'ms',
  critical: false,
  bounds: minutes(5, 10, 15),
  scaled: true,
  basis: 'as for the decision to divert (J)',
  sentence: 'The second partner took over {measured} after the first one failed; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const diversion = diversionOf(history);
    const probes = diversion === undefined ? [] : between(probesOf(history).get(mainEntry(history) ?? '') ?? [], diversion.mark.ms, diversion.untilMs);
    const failing = probes.find((_, i) => {
      const run = probes.slice(i, i + failuresInRow);
      const failed = run.findIndex((probe) => probe.ok || partnerOf(probe) !== diversion?.partner);
      const next = run[failed];
      return next === undefined ? run.length === failuresInRow : failed > 0 && partnerOf(next) !== undefined && partnerOf(next) !== diversion?.partner;
    });
    if (diversion === undefined || failing === undefined) return notExercised('the first partner did not fail');
    const second = probes.find((probe) => probe.atMs > failing.atMs && probe.ok && partnerOf(probe) !== undefined && partnerOf(probe) !== diversion.partner);
    if (second !== undefined) return value(history.elapsedMs(failing.atMs, second.atMs), failing.seq, second.seq);
    const recovered = probes.find((probe) => probe.atMs > failing.atMs && probe.ok && partnerOf(probe) === diversion.partner);
    if (recovered !== undefined) return notExercised('the first partner recovered by itself');
    return atLeast(history.elapsedMs(failing.atMs, diversion.untilMs), failing.seq, probes.at(-1)?.seq ?? failing.seq);
  },
});
