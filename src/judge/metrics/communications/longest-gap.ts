/** Holds the metric `longest-gap`: the longest time that customers waited for the next update. */
import { minutes } from '../../bounds.ts';
import { compressionOf, milestone, toldOf } from '../../clocks.ts';
import { atLeast, metric, unmeasured, value } from '../../metric.ts';
import { nothingToTell, unread } from './incident.ts';
import { watchedUntil } from '../../derive/watched.ts';

const bounds = minutes(20, 30, 60);

export const longestGap = metric({
  id: 'longest-gap',
  title: 'Longest gap between updates',
  capability: 'communications',
  unit: 'ms',
  critical: false,
  bounds,
  scaled: true,
  basis: 'PagerDuty 20 min in the first 2 h; Statuspage 30; GitLab Dedicated 60',
  sentence: 'The longest wait between two updates was {measured}; the aim was {aim}.',
  measure: (history) => {
    const excused = nothingToTell(history);
    if (excused !== undefined) return excused;
    const told = toldOf(history);
    const [first] = told;
    if (first === undefined) return unmeasured('no notice reached anybody, so there was no gap between two');
    const resolved = milestone(history, 'resolved');
    const toMs = resolved?.atMs ?? watchedUntil(history);
    const unseen = unread(history, first.proved.ms, toMs);
    if (unseen !== undefined) return unmeasured(unseen);
    const times = told.map((one) => one.proved).filter((proved) => proved.ms <= toMs);
    const gaps = times.map((proved, i) => ({ ms: history.elapsedMs(proved.ms, times[i + 1]?.ms ?? toMs), from: proved.seq, to: times[i + 1]?.seq ?? resolved?.seq ?? proved.seq, open: times[i + 1] === undefined && resolved === undefined }));
    const longest = gaps.toSorted((a, b) => b.ms - a.ms)[0];
    if (longest === undefined) return unmeasured('the incident was over before the first notice');
    if (longest.open) return atLeast(longest.ms, longest.from, longest.to);
    // A wait of twenty minutes can't be ruled out by watching for two, unless the incident was over by then.
    const watchedMs = history.elapsedMs(first.proved.ms, toMs);
    const neededMs = bounds().p / compressionOf(history);
    if (resolved === undefined && watchedMs < neededMs) return unmeasured('too short: the drill ended before the first update after the first notice was due');
    return value(longest.ms, longest.from, longest.to);
  },
});
