/** Holds the desk at which a role on autopilot sits: it hears what that role would hear, and moves through plays alone. */
import { audible } from '../catalog/role.ts';
import type { Audible, Desk } from '../catalog/role.ts';
import { reasonOf } from '../problem.ts';
import type { Event, EventOf } from '../record/events.ts';
import type { Drill } from './drill.ts';
import { playAs } from './moves.ts';
import { publishNotice } from './publish-notice.ts';

/** A role never learns what the drill does to the system, whatever it asks for. */
const mayHear = (event: Event): event is EventOf<Audible> => audible.some((kind) => kind === event.kind);

export function deskOf(drill: Drill, role: string): Desk {
  const { world, clock, journal } = drill;
  const by = `role/${role}`;
  const emit = drill.emitAs(by);
  let notices = 0;

  return {
    clock,
    random: world.random.fork(`roles/${role}`),
    hear: (kind, where, stop, past = false) => {
      type Heard = EventOf<typeof kind>;
      const fits = (event: Heard) => mayHear(event) && where(event);
      return new Promise((resolve) => {
        if (stop.aborted) return resolve(undefined);
        const already = past ? journal.of(kind).find(fits) : undefined;
        if (already !== undefined) return resolve(already);
        const end = (event: Heard | undefined) => {
          deaf();
          stop.removeEventListener('abort', stopped);
          resolve(event);
        };
        const stopped = () => end(undefined);
        const deaf = journal.hear(kind, (event) => {
          if (fits(event)) end(event);
        });
        stop.addEventListener('abort', stopped, { once: true });
      });
    },
    reach: (milestone, detail) => void emit('milestone.reached', { atMs: clock.now(), milestone, role, source: 'autopilot', ...(detail === undefined ? {} : { detail }) }),
    note: (text) => void emit('note.added', { role, text }),
    play: playAs(drill, by),
    publish: (notice, stop) => {
      notices += 1;
      return publishNotice(drill, emit, { ...notice, id: `${role}-${notices}` }, '[DRILL]', stop);
    },
    asks: (ways, stop) => world.plays.asks(ways, stop),
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
