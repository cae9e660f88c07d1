/** Holds the metric `fallback`: how long from the failure of e-mail until a notice on a channel that doesn't need it. */
import { minutes } from '../../bounds.ts';
import { declaredGone, mailChannel, mailFailure, stagedOf, toldOf } from '../../clocks.ts';
import { atLeast, metric, notExercised, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { unread } from './incident.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const fallback = metric({
  id: 'fallback',
  title: 'E-mail failed to notice on an independent channel',
  capability: 'communications',
  unit: 'ms',
  critical: true,
  bounds: minutes(5, 10, 20),
  scaled: true,
  basis: '(J)',
  sentence: 'After e-mail failed, customers were told by another channel within {measured}; the aim was {aim}.',
  measure: (history) => {
    const failure = mailFailure(history);
    if (failure === undefined) {
      const outage = stagedOf(history).find((staged) => staged.fromMs !== undefined && staged.planned.felt.some((expected) => expected.see === 'mail'));
      if (outage === undefined) return notExercised(declaredGone(history, mailChannel).length > 0 ? 'e-mail was only declared gone, which proves no failure' : 'no channel failed');
      const unseen = blind(history, 'mail.canary', outage.fromMs ?? 0, outage.toMs);
      return unmeasured(unseen ?? 'e-mail was to fail, but no canary proved that it did');
    }
    const told = toldOf(history).find((one) => one.channel !== mailChannel && one.proved.ms >= failure.ms);
    if (told !== undefined) return value(history.elapsedMs(failure.ms, told.proved.ms), failure.seq, told.proved.seq);
    const unseen = unread(history, failure.ms, watchedUntil(history));
    if (unseen !== undefined) return unmeasured(unseen);
    return atLeast(history.elapsedMs(failure.ms, watchedUntil(history)), failure.seq, history.last('status.fetched')?.seq ?? failure.seq);
  },
});
