/** Holds the one loop of a drill, the same in a real and in a simulated world: only the world's clock knows time, only its chance draws. */
import { within } from '../heal/within.ts';
import { firstOf } from '../ports/first-of.ts';
import { untilAborted } from '../ports/until-aborted.ts';
import { Problem, reasonOf } from '../problem.ts';
import { createDrill } from './drill.ts';
import type { Drill, RunDrill } from './drill.ts';
import { LetGo } from './ending.ts';
import { facilitate } from './facilitator.ts';
import type { Running } from './facilitator.ts';
import { boundText, guardQuery } from './guard-query.ts';
import { guardAvailability, guardLease, guardWallClock, trip } from './guardrails.ts';
import { stageInjects } from './injects.ts';
import { prepareTraffic } from './legitimate-traffic.ts';
import { playAs } from './moves.ts';
import { startObservers } from './observers.ts';
import { announceRealIncident } from './real-incident.ts';
import { scenarioTime } from './scenario-time.ts';
import { seatRoles } from './desk.ts';
import { steadyState } from './steady-state.ts';

export type { RunDrill } from './drill.ts';

export interface DrillEnd {
  readonly because: 'complete' | 'aborted';
  /** What made it end before its time. */
  readonly why?: string;
  /** Changes that could not be withdrawn, as `inject/n`. */
  readonly stuck: readonly string[];
}

const audienceMs = 5000;

/**
 * Runs a drill from the plan of its injects to `timeline.ended`; the caller opens and closes the world and the journal, and writes `run.closed`.
 * Everything that was injected is withdrawn when it resolves, or named in `stuck`. Rejects with `LetGo` when this process may not touch the world
 * any more (its lease is lost, or it was stopped at once): then nothing was withdrawn, and the reaper does it. A journal that failed ends the
 * drill like an abort: only this result, and no record, knows then what was withdrawn.
 */
export async function runDrill(options: RunDrill): Promise<DrillEnd> {
  const drill = createDrill(options);
  const { ending, emitAs, lease, stop, stopAtOnce } = drill;
  const left = new Promise<never>((_resolve, reject) => ending.letGo.addEventListener('abort', () => reject(ending.letGo.reason as LetGo), { once: true }));
  const leaveAtOnce = () => ending.leave(new LetGo({ expected: 'to withdraw everything', got: 'an order to leave at once', next: 'The reaper withdraws what was injected.' }));
  const interrupted = () => {
    if (ending.signal.aborted) return;
    const because = typeof stop.reason === 'string' ? stop.reason : stop.reason instanceof Problem ? stop.reason.message : 'the runner was asked to stop';
    emitAs('drill')('abort.requested', { role: 'facilitator', because, realIncident: false });
    ending.abort(because);
  };
  const lost = () => {
    emitAs('drill')('lease.lost', { saw: lease.saw });
    ending.leave(new LetGo({ expected: 'to hold the lease on this run', got: 'a successor', where: lease.saw, next: 'The process that took over withdraws what was injected.' }));
  };
  for (const [signal, act] of [[stop, interrupted], [stopAtOnce, leaveAtOnce]] as const) {
    if (signal.aborted) act();
    else signal.addEventListener('abort', act, { once: true });
  }
  const watchingLease = new AbortController();
  void guardLease(drill, lost, firstOf(ending.letGo, watchingLease.signal));

  try {
    return await Promise.race([perform(drill), left]);
  } finally {
    watchingLease.abort();
    stop.removeEventListener('abort', interrupted);
    stopAtOnce.removeEventListener('abort', leaveAtOnce);
  }
}

/** The phases in order. Whatever goes wrong in one of them, the last two are reached. */
async function perform(drill: Drill): Promise<DrillEnd> {
  const { ending, emitAs, changes, journal } = drill;
  let stopObservers = async () => {};
  let sendRolesHome = () => {};
  let endMoves = () => {};
  let running: Running | undefined;
  const deaf = drill.commands.serve(facilitate(drill, () => running));
  const emit = emitAs('drill');
  try {
    await listAudience(drill);
    emit('msel.planned', { injects: drill.planned, endMs: drill.scenario.durationMs });
    for (const guardrail of drill.scenario.guardrails) {
      if (guardrail.kind === 'wall-clock') void guardWallClock(drill, guardrail.maxMs);
      if (guardrail.kind === 'query') void guardQuery(drill, guardrail, (saw) => trip(drill, `${guardrail.name} ${boundText(guardrail)}`, saw));
    }
    stopObservers = startObservers(drill);
    const traffic = drill.mode === 'drill' ? await prepareTraffic(drill) : undefined;
    ending.signal.throwIfAborted();

    const zeroMs = drill.clock.now();
    const time = scenarioTime(drill.clock, zeroMs);
    emit('timeline.started', { atMs: zeroMs });
    if (traffic !== undefined) await changes.apply(traffic, ending.signal);
    const ready = new AbortController();
    running = { time, injects: stageInjects(drill, time, ready.signal) };
    if (drill.mode === 'drill') {
      for (const guardrail of drill.scenario.guardrails) if (guardrail.kind === 'availability') void guardAvailability(drill, guardrail, zeroMs);
      endMoves = drill.moves?.serve((by) => playAs(drill, by), ending.signal) ?? endMoves;
      sendRolesHome = seatRoles(drill);
      if (await steadyState(drill, time, zeroMs)) ready.abort();
    }
    await time.until(drill.scenario.durationMs, ending.signal);
    // What was released late, by hand or by a hold, still gets its time.
    if (!ending.signal.aborted) await Promise.race([running.injects.done, untilAborted(ending.signal)]);
    ending.complete();
  } catch (error) {
    drill.giveUp(reasonOf(error));
  }
  return finish();

  async function finish(): Promise<DrillEnd> {
    const because = ending.aborted === undefined ? 'complete' : 'aborted';
    sendRolesHome();
    endMoves();
    await changes.withdrawAll(ending.aborted === undefined ? 'the drill is over' : `the drill was aborted: ${ending.aborted.why}`);
    ending.letGo.throwIfAborted();
    const stuck = changes.open();
    if (ending.aborted?.realIncident === true) await announceRealIncident(drill, stuck);
    await stopObservers();
    deaf();
    emit('timeline.ended', { because });
    if (journal.failed !== undefined) return { because: 'aborted', why: journal.failed.message, stuck };
    return { because, ...(ending.aborted === undefined ? {} : { why: ending.aborted.why }), stuck };
  }
}

/** Who should be told in an incident, as it was before anybody needed it. */
async function listAudience({ world, clock, emitAs, panel }: Drill): Promise<void> {
  const emit = emitAs('drill');
  if (panel !== undefined) emit('panel.listed', panel.listing);
  for (const part of panel?.parts ?? []) emit('panel.part', part);
  if (!('plays' in world)) return;
  try {
    const listed = await within(clock, audienceMs, (stop) => world.plays.audience(stop));
    if (listed.late) emit('trouble', { what: 'the distribution list could not be read', detail: `no answer within ${audienceMs} ms` });
    else emit('audience.listed', { customers: listed.value.map(({ id, channels, region, tier }) => ({ id, channels, region, tier })) });
  } catch (error) {
    emit('trouble', { what: 'the distribution list could not be read', detail: reasonOf(error) });
  }
}
