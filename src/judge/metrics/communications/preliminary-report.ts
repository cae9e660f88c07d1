/** Holds the metric `preliminary-report`: how long after the incident until each customer who files one had the preliminary report. */
import { days } from '../../bounds.ts';
import { metric } from '../../metric.ts';
import { owedWithin } from './owed-within.ts';

const bounds = days(3, 5, 7);

export const preliminaryReport = metric({
  id: 'preliminary-report',
  title: 'End of the incident to preliminary report with everybody who files one',
  capability: 'communications',
  unit: 'ms',
  critical: false,
  bounds,
  scaled: true,
  basis: "Azure's preliminary review: about 72 h; counted from the end of the incident to its delivery to the last customer who needs a record",
  sentence: 'The preliminary report was with every customer who needs a record {measured} after the incident was over; the aim was {aim}.',
  measure: (history) => owedWithin(history, 'preliminary', 'delivered', bounds()),
});
