/** Holds the metric `cases-acknowledged`: the share of requests for help that a person acknowledged within a quarter of an hour. */
import { percent } from '../../bounds.ts';
import { requestsOf } from '../../derive/asks.ts';
import { metric } from '../../metric.ts';
import { answeredInTime } from './answered.ts';

export const casesAcknowledged = metric({
  id: 'cases-acknowledged',
  title: 'Requests for help that a person acknowledged within 15 min',
  capability: 'communications',
  unit: 'share',
  critical: false,
  bounds: percent(100, 90, 75),
  basis: "(J); cases, mails to support and questions in public that were taken; an automation's answer is none; the 15 min are divided by the compression",
  sentence: 'Of the requests for help, {measured} were acknowledged by a person in time; the aim was {aim}.',
  measure: (history) => answeredInTime(history, requestsOf(history), 15, 'request'),
});
