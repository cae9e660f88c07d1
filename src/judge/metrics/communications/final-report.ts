/** Holds the metric `final-report`: how long after the incident until each customer who files one had the final report and acknowledged it. */
import { days } from '../../bounds.ts';
import { metric } from '../../metric.ts';
import { owedWithin } from './owed-within.ts';

const bounds = days(14, 21, 30);

export const finalReport = metric({
  id: 'final-report',
  title: 'End of the incident to final report delivered and acknowledged',
  capability: 'communications',
  unit: 'ms',
  critical: true,
  bounds,
  scaled: true,
  basis: "Azure's final review: about 14 d; counted from the end of the incident to the acknowledgement of the last customer who needs a record",
  sentence: 'The final report was delivered to, and acknowledged by, every customer who needs a record {measured} after the incident was over; the aim was {aim}.',
  measure: (history) => owedWithin(history, 'final', 'acknowledged', bounds()),
});
