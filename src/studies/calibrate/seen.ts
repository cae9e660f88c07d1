/** Holds what a real run's journal shows, in the form in which the model's parameters are read from it. */
import { divertPlays } from '../../judge/derive/commands.ts';
import { attackGenerators, injectedGenerators, stagedOf } from '../../judge/derive/injects.ts';
import { inTime } from '../../judge/derive/per-history.ts';
import type { EntryCounts, Json, JsonObject } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { Problem } from '../../problem.ts';
import { rangeSettings, type RangeSettings } from '../../worlds/simulated/settings.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';

/** One service between two readings of its counters. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
  of(who: string, what: keyof EntryCounts): number;
}

export interface Seen {
  readonly history: History;
  readonly run: string;
  readonly scenario: ResolvedScenario;
  readonly range: RangeSettings;
  readonly intervals: readonly Interval[];
  /** From the route's change towards a partner to the attack's end or the way back, whichever came first; absent where nothing was diverted under attack. */
  readonly diverted?: { readonly partner: string; readonly fromMs: number; readonly toMs: number };
  /** When the first inject was applied. */
  readonly quietUntilMs: number;
}

function intervalsOf(history: History): readonly Interval[] {
  const reads = inTime(history, 'counters.read');
  return reads.slice(1).flatMap((read, i) => {
    const before = reads[i];
    const count = (reading: typeof read | undefined, who: string, what: keyof EntryCounts) => reading?.entries[who]?.[what] ?? 0;
    return before === undefined ? [] : [{ fromMs: before.atMs, toMs: read.atMs, of: (who: string, what: keyof EntryCounts) => count(read, who, what) - count(before, who, what) }];
  });
}

function divertedIn(history: History): Seen['diverted'] {
  const plays = divertPlays(history);
  const isPlay = ({ inject, n }: { readonly inject: string; readonly n: number }) => plays.has(`${inject} ${n}`);
  const from = history.of('change.applied').find(isPlay);
  const attackers = attackGenerators(history);
  if (from === undefined || attackers.size === 0) return undefined;
  const back = history.of('milestone.reached').find(({ milestone, atMs }) => milestone === 'failed-back' && atMs > from.atMs)?.atMs ?? history.endMs;
  const flooded = history.of('flood.second').filter(({ generator, atMs }) => attackers.has(generator) && atMs >= from.atMs);
  const toMs = Math.min(back, flooded.at(-1)?.atMs ?? from.atMs, history.of('change.withdrawing').find(isPlay)?.heardMs ?? history.endMs);
  const planned = history.of('change.planned').find((event) => isPlay(event) && event.inject === from.inject && event.n === from.n);
  const { to: partner = '' } = (planned?.change ?? {}) as { readonly to?: string };
  return toMs > from.atMs ? { partner, fromMs: from.atMs, toMs } : undefined;
}

/** The recorded scenario with settings for the range alone. Throws a `Problem` where it was a drill of something else, or holds what isn't in the record. */
function scenarioIn(recorded: Json, where: string): { readonly scenario: ResolvedScenario; readonly range: RangeSettings } {
  const scenario = recorded as unknown as ResolvedScenario;
  if (scenario.scripts.length > 0) throw new Problem({ expected: "a run of gameday's own traffic", got: `k6 scripts of the team's own: ${scenario.scripts.map(({ path }) => path).join(', ')}`, where, next: 'What such a script sends is not modelled, so a simulated drill of it has nothing to be compared with.' });
  if (scenario.panel !== undefined && 'file' in scenario.panel) throw new Problem({ expected: 'a run whose customers the seed made up, or the range', got: `customers in ${scenario.panel.file}`, where, next: 'The file is no part of the record: calibrate by a scenario with `panel.generate`.' });
  // Where a cluster served the range, its settings stand beside those of the range.
  const { cluster, ...settings } = (scenario.world.settings ?? {}) as { readonly cluster?: { readonly entries?: Json } } & JsonObject;
  const range = rangeSettings.safeParse(settings);
  if (cluster?.entries !== undefined || !range.success) throw new Problem({ expected: 'a run of the practice range', got: range.success ? "a team's own ways in" : `settings of another world: ${range.error.issues[0]?.message ?? ''}`, where, next: "The model is of the range; a team's own staging has no model here." });
  return { scenario: { ...scenario, world: { ...scenario.world, settings } }, range: range.data };
}

/** Throws a `Problem` where a journal is no real run of a range, or shows nothing. */
export function seenIn(history: History, where: string): Seen {
  const opened = history.first('run.opened');
  if (opened === undefined) throw new Problem({ expected: 'a journal that begins with a run', got: history.integrity.saw, where });
  if (opened.simulated) throw new Problem({ expected: 'a run of a real world', got: `a run of the world ${opened.world}, which is the model itself`, where, next: 'Calibrate by a run with --world local or --world kubernetes.' });
  if (history.integrity.state === 'damaged') throw new Problem({ expected: 'a journal that verifies', got: history.integrity.saw, where, next: 'A damaged record proves nothing: calibrate by another run.' });
  const known = scenarioIn(opened.scenario, where);
  if (history.zeroMs === undefined || history.of('traffic.second').length === 0) throw new Problem({ expected: 'a run in which something was measured', got: history.zeroMs === undefined ? 'one whose timeline never started' : 'one without a second of legitimate traffic', where, next: 'Calibrate by a run that got further.' });
  const diverted = divertedIn(history);
  const quietUntilMs = Math.min(history.endMs, ...stagedOf(history).flatMap(({ fromMs }) => fromMs ?? []));
  return { history, run: opened.run, ...known, intervals: intervalsOf(history), ...(diverted && { diverted }), quietUntilMs };
}

/** Seconds of legitimate users between two times. */
export const userSeconds = ({ history }: Seen, fromMs: number, toMs: number) => {
  const injected = injectedGenerators(history);
  return history.of('traffic.second').filter(({ generator, atMs }) => !injected.has(generator) && atMs >= fromMs && atMs + 1000 <= toMs);
};

/** Seconds of attacks between two times. */
export const attackSeconds = ({ history }: Seen, fromMs: number, toMs: number) => {
  const attackers = attackGenerators(history);
  return history.of('flood.second').filter(({ generator, atMs }) => attackers.has(generator) && atMs >= fromMs && atMs + 1000 <= toMs);
};
