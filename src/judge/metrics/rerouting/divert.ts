/** Holds the metric `divert`: how long from the command until probes proved traffic on the partner's path. */
import type { History } from '../../../record/history.ts';
import type { Bounds } from '../../../record/events.ts';
import { commandOf, diversionOf } from '../../clocks.ts';
import { atLeast, metric, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { noReasonToReroute } from './exercised.ts';
import { watchedUntil } from '../../derive/watched.ts';

const minute = 60_000;
/** A minute is what most teams set for a name that they may have to move; another TTL is stated by the scenario's targets. */
const ttlMs = minute;
const byKind: Readonly<Record<'bgp' | 'dns' | 'rule', Bounds>> = {
  bgp: { p: 7 * minute, s: 10 * minute, m: 15 * minute },
  dns: { p: ttlMs + minute, s: 2 * ttlMs + minute, m: 3 * ttlMs + minute },
  rule: { p: 0.5 * minute, s: minute, m: 5 * minute },
};

export const diversionKind = (history: History) => history.first('run.opened')?.brief.diversion ?? 'rule';
export const diversionBounds = (history: History): Bounds => byKind[diversionKind(history)];

export const divert = metric({
  id: 'divert',
  title: "Command to traffic proved on the partner's path",
  capability: 'rerouting',
  unit: 'ms',
  critical: true,
  bounds: diversionBounds,
  scaled: true,
  basis: 'BGP: Cloudflare takes 2 to 7 min to advertise; DNS: TTL (60 s unless a target says otherwise) + 1 min, since external-dns loops each minute; rule, toggle or HTTPRoute: (J)',
  sentence: 'The partner took the traffic {measured} after the command; the aim was {aim}.',
  never: 'The partner did not take the traffic in the {measured} after the command; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const command = commandOf(history);
    const diversion = diversionOf(history);
    if (command === undefined) return unmeasured(diversion === undefined ? 'nobody commanded a diversion' : 'traffic was diverted, but nobody recorded the command (`gameday mark RUN commanded`)');
    const unseen = blind(history, 'path.seen', command.ms, diversion?.proof.ms ?? watchedUntil(history));
    if (unseen !== undefined) return unmeasured(unseen);
    if (diversion === undefined) return atLeast(history.elapsedMs(command.ms, watchedUntil(history)), command.seq, history.last('path.seen')?.seq ?? command.seq);
    return value(Math.max(0, history.elapsedMs(command.ms, diversion.mark.ms)), command.seq, diversion.mark.seq, diversion.proof.seq);
  },
});
