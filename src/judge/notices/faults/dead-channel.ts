/** Holds the fault `dead-channel`: a notice that sends customers to a channel that was impaired as it went out. */
import { channelName, channelPlace } from '../../channel-names.ts';
import type { History } from '../../../record/history.ts';
import { writtenOf } from '../../derive/written.ts';
import { channelDown, channelOutages } from '../../knowledge/channels.ts';
import { durationText } from '../../words.ts';
import { fault, quoted } from '../fault.ts';
import { said } from '../reading.ts';
import { sendsTo } from '../rules/sends-to.ts';

const since = (history: History, fromMs: number, toMs: number) => durationText(Math.max(0, history.elapsedMs(fromMs, toMs)));

export const deadChannel = fault({
  id: 'dead-channel',
  severity: 'high',
  decides: sendsTo.decides.found,
  tested: (history) => [...channelOutages(history)].flatMap(([channel, spans]) => (spans.some((span) => writtenOf(history).some(({ atMs }) => atMs >= span.fromMs && atMs < span.toMs)) ? [channel] : [])),
  find: (history) =>
    writtenOf(history).flatMap((written) =>
      said(written, 'sends-to').flatMap(({ answer, quote }) => {
        const span = channelDown(history, answer, written.atMs);
        if (span === undefined) return [];
        return [{ about: answer, written, evidence: [span.seq], text: `A notice by ${channelName(written.by)} sends customers to ${channelPlace(answer)}, which had been failing for ${since(history, span.fromMs, written.atMs)}: ${quoted(quote)}` }];
      }),
    ),
});
