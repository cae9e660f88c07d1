/** Holds the fault `broken-promise`: a notice that promised an update which did not come in time. */
import { channelName } from '../../channel-names.ts';
import { writtenOf } from '../../derive/written.ts';
import { promisesOf } from '../../derive/promises.ts';
import { unread } from '../../metrics/communications/incident.ts';
import { fault, quoted } from '../fault.ts';
import { said } from '../reading.ts';
import { nextUpdate } from '../rules/next-update.ts';
import { sentencesOf } from '../sentences.ts';

export const brokenPromise = fault({
  id: 'broken-promise',
  severity: 'medium',
  decides: nextUpdate.decides.found,
  tested: (history) => promisesOf(history).map(({ told }) => told.channel),
  find: (history) =>
    promisesOf(history).flatMap(({ told, kept, byMs }) => {
      const written = writtenOf(history).find((one) => one.notices.has(told.notice) && one.by === told.channel);
      if (kept || written === undefined || unread(history, told.proved.ms, byMs) !== undefined) return [];
      const sentence = said(written, 'next-update')[0]?.quote ?? sentencesOf(written.text)[0] ?? '';
      return [{ about: told.channel, written, evidence: [told.proved.seq], text: `A notice by ${channelName(told.channel)} promised an update that did not come in time: ${quoted(sentence)}` }];
    }),
});
