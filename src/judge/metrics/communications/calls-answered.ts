/** Holds the metric `calls-answered`: the share of calls to support that a person answered within two minutes. */
import { percent } from '../../bounds.ts';
import { callsOf } from '../../derive/asks.ts';
import { metric } from '../../metric.ts';
import { answeredInTime } from './answered.ts';

export const callsAnswered = metric({
  id: 'calls-answered',
  title: 'Calls to support that a person answered within 2 min',
  capability: 'communications',
  unit: 'share',
  critical: false,
  bounds: percent(95, 80, 50),
  basis: '(J); busy, voicemail and given up count as not answered; the 2 min are divided by the compression',
  sentence: 'Of the calls to support, {measured} were answered by a person in time; the aim was {aim}.',
  measure: (history) => answeredInTime(history, callsOf(history), 2, 'call'),
});
