/** Holds what a facilitator may do to a running drill, and how each of it gets into the record. */
import type { Command, Handle, Reply } from '../store/commands.ts';
import type { Drill } from './drill.ts';
import type { Injects } from './injects.ts';
import type { ScenarioTime } from './scenario-time.ts';

/** What there is to steer once the timeline has started. */
export interface Running {
  readonly time: ScenarioTime;
  readonly injects: Injects;
}

const done = (said: string): Reply => ({ ok: true, said });
const refused = (why: string): Reply => ({ ok: false, why });
const early = refused('the timeline has not started yet');

export function facilitate(drill: Drill, running: () => Running | undefined): Handle {
  const emit = drill.emitAs('facilitator');
  const { clock, ending } = drill;

  const acts: { readonly [K in Command['do']]: (command: Extract<Command, { do: K }>) => Reply } = {
    note: ({ role, text }) => {
      emit('note.added', { role, text });
      return done('noted');
    },
    hold: ({ role }) => {
      const time = running()?.time;
      if (time === undefined) return early;
      if (!time.hold()) return refused('the drill is held already');
      emit('hold.started', { role });
      return done('held: no inject is released until the drill goes on; what runs keeps running');
    },
    resume: ({ role }) => {
      const time = running()?.time;
      if (time === undefined) return early;
      if (!time.resume()) return refused('the drill is not held');
      emit('hold.ended', { role });
      return done('the drill goes on');
    },
    skip: ({ inject, role, because }) => running()?.injects.skip(inject, role, because) ?? early,
    release: ({ inject }) => running()?.injects.release(inject) ?? early,
    abort: ({ role, because, realIncident }) => {
      emit('abort.requested', { role, because, realIncident });
      ending.abort(because, realIncident);
      return done(realIncident ? 'withdrawing everything; then every channel is told of the real incident' : 'withdrawing everything');
    },
    rule: ({ finding, role, because, as }) => {
      emit('finding.ruled', { finding, as, role, because });
      return done(`ruled: ${finding} ${as}; it counts where the scorecard has such a finding`);
    },
    mark: ({ milestone, role, source, detail, clockErrMs, atMs = clock.now() }) => {
      const emitMark = source === 'self-reported' ? drill.emitAs(`role/${role}`) : emit;
      emitMark('milestone.reached', { atMs, ...(clockErrMs === undefined ? {} : { clockErrMs }), milestone, role, source, ...(detail === undefined ? {} : { detail }) });
      return done(`marked: ${role} ${milestone}`);
    },
  };
  // Each act takes the commands of its own kind, under which it was just looked up.
  return async (command) => (ending.letGo.aborted ? refused('another process has taken this run over') : (acts[command.do] as (command: Command) => Reply)(command));
}
