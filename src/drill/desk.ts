/** Holds the desk at which a role on autopilot sits: it hears what that role would hear, and moves through plays alone. */
import { audible } from '../catalog/role.ts';
import type { Audible, Desk } from '../catalog/role.ts';
import { Problem, reasonOf } from '../problem.ts';
import type { Event, EventOf } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import type { Drill } from './drill.ts';
import { publishNotice } from './publish-notice.ts';

/** A role never learns what the drill does to the system, whatever it asks for. */
const mayHear = (event: Event): event is EventOf<Audible> => audible.some((kind) => kind === event.kind);

export function deskOf(drill: Drill, role: string): Desk {
  const { world, clock, journal, catalogue, changes, scenario } = drill;
  const by = `role/${role}`;
  const emit = drill.emitAs(by);
  let moves = 0;

  return {
    clock,
    random: world.random.fork(`roles/${role}`),
    hear: (kind, where, stop, past = false) => {
      type Heard = EventOf<typeof kind>;
      const fits = (event: Event): event is Heard => mayHear(event) && event.kind === kind && where(event as Heard);
      return new Promise((resolve) => {
        if (stop.aborted) return resolve(undefined);
        const already = past ? journal.events.find(fits) : undefined;
        if (already !== undefined) return resolve(already);
        const end = (event: Heard | undefined) => {
          deaf();
          stop.removeEventListener('abort', stopped);
          resolve(event);
        };
        const stopped = () => end(undefined);
        const deaf = journal.listen((event) => {
          if (fits(event)) end(event);
        });
        stop.addEventListener('abort', stopped, { once: true });
      });
    },
    reach: (milestone, detail) => void emit('milestone.reached', { atMs: clock.now(), milestone, role, source: 'autopilot', ...(detail === undefined ? {} : { detail }) }),
    play: async (kind, spec, stop) => {
      const action = catalogue.plays[kind];
      if (action === undefined) throw new Problem({ expected: `one of the plays ${Object.keys(catalogue.plays).join(', ')}`, got: kind, where: by });
      moves += 1;
      // What a role gives is checked like what a scenario gives; its fields' defaults come with it.
      const deed = { inject: `${role}-${kind}-${moves}`, action, spec: action.spec.parse(spec) as Json, forMs: scenario.durationMs, by };
      const until = AbortSignal.any([stop, drill.ending.signal]);
      try {
        await changes.plan(deed, until);
        await changes.apply(deed, until);
      } catch (error) {
        // A play that was half made is taken back at once: the role may try another.
        if (!drill.ending.signal.aborted) await changes.withdraw(deed, `it failed: ${reasonOf(error)}`);
        throw error;
      }
    },
    publish: (notice, stop) => {
      moves += 1;
      return publishNotice(drill, emit, { ...notice, id: `${role}-${moves}` }, '[DRILL]', stop);
    },
    asks: (stop) => world.plays.asks(stop),
    answer: (ask, text, stop) => world.plays.answer(ask, `[DRILL] ${text}`, stop),
    remove: (id, stop) => world.plays.remove(id, stop),
    reachable: async (stop) => !(await world.rota.absent(stop)).includes(role),
  };
}

/** Seats every role that is on autopilot; returns how to send them home. */
export function seatRoles(drill: Drill): () => void {
  const home = new AbortController();
  for (const { role, by, spec } of drill.scenario.responders) {
    const played = drill.catalogue.roles[role];
    if (by !== 'autopilot' || played === undefined) continue;
    const act = async () => played.act(spec, deskOf(drill, role), home.signal);
    void act().catch((error: unknown) => {
      if (!home.signal.aborted) drill.emitAs(`role/${role}`)('trouble', { what: `the autopilot of ${role} failed`, detail: reasonOf(error) });
    });
  }
  return () => home.abort();
}
