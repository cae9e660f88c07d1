/** Holds the metric `dial-capacity`: how long it takes to call every customer who has a number, shown beside how many were reached. */
import { dialledOf, dialsPerSecondOf } from '../../knowledge/card.ts';
import { panelOf } from '../../knowledge/panel.ts';
import { metric, unmeasured, value } from '../../metric.ts';

export const dialCapacity = metric({
  id: 'dial-capacity',
  title: 'Time to call every customer who has a number',
  capability: 'impact',
  unit: 'ms',
  critical: false,
  basis: 'always shown, never rated; at the calls a second that the scenario sets (`receivers.twilio.callsPerSecond`), or at one, as a telephony provider allows by default (Twilio, "Calls per second"): 1,000 customers then take 16 min 40 s',
  sentence: 'To call every customer who has a number takes {measured}.',
  measure: (history) => {
    const panel = panelOf(history);
    if (panel === undefined) return unmeasured('nobody listed the customers (panel.listed, audience.listed)');
    const dialled = dialledOf(panel);
    return dialled === 0 ? unmeasured('no number of any customer is listed') : value((dialled / dialsPerSecondOf(history)) * 1000, panel.seq);
  },
});
