/** Holds the metric `scoped-notice`: how long from the first notice to one that says what is affected, who is concerned and what to do. */
import { minutes } from '../../bounds.ts';
import { toldOf } from '../../clocks.ts';
import { writtenOf } from '../../derive/written.ts';
import type { Written } from '../../derive/written.ts';
import { asking, metric, unmeasured, value } from '../../metric.ts';
import { said } from '../../notices/reading.ts';
import { nothingToTell } from './incident.ts';

const questions = ['affected', 'who', 'action'] as const;
const scoped = (written: Written) => questions.every((question) => said(written, question).length > 0);

export const scopedNotice = metric({
  id: 'scoped-notice',
  title: 'First notice to one that says what, who and what to do',
  capability: 'communications',
  unit: 'ms',
  critical: false,
  bounds: minutes(5, 10, 15),
  scaled: true,
  basis: 'PagerDuty: a scoped notice within 5 min of the first; read by plain rules',
  sentence: 'After the first notice it took {measured} to one that says what is affected, who is concerned and what to do; the aim was {aim}.',
  measure: (history) => {
    const excused = nothingToTell(history);
    if (excused !== undefined) return excused;
    const told = toldOf(history);
    const [first] = told;
    if (first === undefined) return unmeasured('no notice reached anybody');
    const written = writtenOf(history);
    const texts = told.flatMap((one) => written.filter(({ notices, by }) => notices.has(one.notice) && by === one.channel).map((text) => ({ text, proved: one.proved })));
    if (texts.length === 0) return unmeasured('no notice that reached anybody has its text in the record');
    const found = texts.find(({ text }) => scoped(text));
    if (found !== undefined) return value(history.elapsedMs(first.proved.ms, found.proved.ms), first.proved.seq, found.proved.seq);
    // What the rules find is right; what they don't find may be there in other words.
    return asking('no notice was found that says what is affected, who is concerned and what to do; plain rules miss some, so a facilitator has to read them');
  },
});
