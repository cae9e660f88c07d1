/** Holds the metric `notices-sound`: the share of notices without a fault that a rule may decide, or a facilitator upheld. */
import { percent } from '../../bounds.ts';
import { readMost, writtenOf } from '../../derive/written.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { noticeFindings } from '../../notices/notice-findings.ts';
import { rulingOn } from '../../rulings.ts';
import { nothingToTell } from './incident.ts';

export const noticesSound = metric({
  id: 'notices-sound',
  title: 'Notices without a fault',
  capability: 'communications',
  unit: 'share',
  critical: false,
  bounds: percent(100, 90, 75),
  basis: '(J): marked as a drill, no channel that is down, no internal detail, no contradiction, no broken promise',
  sentence: 'Of the notices, {measured} were without a fault; the aim was {aim}.',
  measure: (history) => {
    const excused = nothingToTell(history);
    if (excused !== undefined) return excused;
    const written = writtenOf(history);
    const [first, ...more] = written.map((one) => one.seq);
    if (first === undefined) return unmeasured('no notice has its text in the record');
    if (written.length === readMost) return unmeasured(`only the first ${readMost} notices were read, and there may be more`);
    const counts = ({ id, asks }: { readonly id: string; readonly asks: boolean }) => (asks ? rulingOn(history, id)?.as === 'upheld' : rulingOn(history, id)?.as !== 'dismissed');
    const faulty = new Set(noticeFindings(history).filter(counts).flatMap((finding) => finding.notices));
    return value(1 - faulty.size / written.length, first, ...more);
  },
});
