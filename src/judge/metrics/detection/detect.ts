/** Holds the metric `detect`: how long until the first correct alert. */
import { minutes } from '../../bounds.ts';
import { attackOf, correctAlert, firstToNotice, impactOf } from '../../clocks.ts';
import { atLeast, metric, notExercised, unmeasured, value } from '../../metric.ts';
import { blind, deaf } from '../../watch.ts';
import { noticedFirst } from './noticed-first.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const detect = metric({
  id: 'detect',
  title: 'Attack to first correct alert',
  capability: 'detection',
  unit: 'ms',
  critical: true,
  bounds: minutes(2, 5, 10),
  scaled: true,
  basis: 'a fast burn of 14.4x over 1 h and 5 min crosses in about 52 s on a total outage of a 99.9 % objective (SRE Workbook, chapter 5), plus 30 s Alertmanager group_wait, scrape and evaluation; most HTTP DDoS end within 10 min',
  sentence: 'The first correct alert came {measured} after the attack began; the aim was {aim}.',
  never: 'No correct alert came in the {measured} for which anybody watched after the attack began; the aim was {aim}.',
  measure: (history) => {
    const onset = firstToNotice(history);
    const { alert, why } = correctAlert(history);
    if (onset === undefined) return history.first('run.opened')?.mode === 'observe' ? unmeasured('nobody said when the incident began (`gameday mark RUN began`)') : notExercised('nothing was injected that monitoring should notice');
    if (why !== undefined) return unmeasured(why);
    if (alert !== undefined) return value(history.elapsedMs(onset.ms, alert.heardMs), onset.seq, alert.seq);
    const silence = deaf(history, onset.ms, watchedUntil(history));
    if (silence !== undefined) return unmeasured(silence);
    const attack = attackOf(history);
    if (attack !== undefined && history.first('run.opened')?.mode === 'drill' && impactOf(history) === undefined) {
      const unseen = blind(history, 'traffic.second', attack.t0.ms, attack.end.ms);
      if (unseen === undefined) return notExercised('users stayed within their objective throughout the flood, so that no alert was due');
    }
    return atLeast(history.elapsedMs(onset.ms, watchedUntil(history)), onset.seq, history.last('timeline.ended')?.seq ?? onset.seq);
  },
  cap: (history) => {
    const other = noticedFirst(history);
    return other && { at: 'M', why: `${other.who} came before monitoring (J)` };
  },
});
