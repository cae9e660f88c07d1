/** Holds the check `clocks`: times of different sources can be compared. */
import { check } from './check.ts';

/** Further off than this, a stage of seconds can't be told from a clock's error. */
const offMsMax = 500;
/** An observation may be heard before its own time by this much at most. */
const futureMsMax = 250;

/** What is stamped at its source. */
const observations = [
  'milestone.reached', 'traffic.second', 'flood.second', 'counters.read', 'probes.seen', 'path.seen', 'alert.heard', 'alerts.read', 'silence.seen', 'notice.moved', 'mail.canary', 'status.fetched', 'deploy.probed',
  'ledger.checked', 'case.moved', 'rota.seen', 'cluster.changed', 'clock.compared',
] as const;

export const clocks = check({
  id: 'clocks',
  title: 'The clocks agreed',
  look: (history) => {
    const compared = history.of('clock.compared');
    // What a round trip leaves open isn't held against a clock: under a flood, round trips are long.
    const off = compared.filter((one) => Math.abs(one.offsetMs) - one.errMs > offMsMax);
    const [worst] = off.toSorted((a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs));
    if (worst !== undefined) return { is: 'failed', saw: `the clock of ${worst.source} was off by ${Math.round(worst.offsetMs)} ms; at most ${offMsMax} ms were expected`, evidence: [worst.seq] };
    const early = observations.flatMap((kind) => history.of(kind).find((event) => event.atMs - (event.clockErrMs ?? 0) > event.heardMs + futureMsMax) ?? [])[0];
    if (early !== undefined) return { is: 'failed', saw: `${early.by} told of ${early.kind} before it happened`, evidence: [early.seq] };
    if (compared.length > 0) return { is: 'held', saw: `${compared.length} comparisons, none off by more than ${offMsMax} ms`, evidence: compared.slice(0, 1).map((one) => one.seq) };
    const run = history.first('run.opened');
    const oneClock = run?.simulated === true || run?.world === 'local';
    return { is: oneClock ? 'held' : 'unknown', saw: oneClock ? 'all sources share one clock' : 'nobody compared the clocks of this world' };
  },
});
