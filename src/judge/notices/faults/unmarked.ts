/** Holds the fault `unmarked`: a notice of a drill that doesn't say that it is one. */
import { channelName } from '../../channel-names.ts';
import { writtenOf } from '../../derive/written.ts';
import { fault, quoted } from '../fault.ts';
import { said } from '../reading.ts';
import { drill } from '../rules/drill.ts';
import { sentencesOf } from '../sentences.ts';

export const unmarked = fault({
  id: 'unmarked',
  severity: 'high',
  decides: drill.decides.silent,
  // A real incident that is only watched must not be called a drill.
  tested: (history) => (history.first('run.opened')?.mode === 'observe' ? [] : writtenOf(history).map((written) => written.by)),
  find: (history) =>
    history.first('run.opened')?.mode === 'observe'
      ? []
      : writtenOf(history)
          .filter((written) => said(written, 'drill').length === 0)
          .map((written) => ({ about: written.by, written, text: `A notice by ${channelName(written.by)} doesn't say that this is a drill, so whoever gets it may take it for real: ${quoted(sentencesOf(written.text)[0] ?? '')}` })),
});
