/** Holds the simulated responders' moves and the small switches beside them: route, notices, the edge's bound, the rota, processes. */
import type { Capacity, Notice, Plays, Processes, Rota } from '../../ports/capabilities.ts';
import { audienceOf } from '../../range/audience.ts';
import { simulatedDesk } from './desk.ts';
import { callEverybody, type OwnReceivers, postInPublic } from '../own-receivers.ts';
import { simulatedHttp } from './http.ts';
import { end } from './load.ts';
import { accepted, type Dialogue, dialogue, knownAfterMs } from './mail.ts';
import { queueUp } from './mail-queue.ts';
import { places } from './places.ts';
import type { State } from './state.ts';

const callMs = 5;

type Published = Awaited<ReturnType<Plays['publish']>>;

const audience = (state: State) => audienceOf(state.settings.range.audience);

async function email(state: State, notice: Notice, stop: AbortSignal): Promise<Published> {
  const talk = dialogue(state);
  await state.clock.sleep(knownAfterMs(talk), stop);
  const answer: Dialogue['answer'] = stop.aborted ? { state: 'timeout', reply: '' } : talk.answer;
  const atMs = state.clock.now();
  return audience(state)
    .filter((customer) => customer.channels.includes('email'))
    .map(({ id, address }) => {
      const message = { id: notice.id, from: 'notices@vendor.example', to: address, subject: notice.title, text: notice.text };
      if (answer.state !== 'accepted') {
        queueUp(state, answer, message);
        return { to: id, rung: 'submitted', atMs, error: `${answer.state}: ${answer.reply}` };
      }
      accepted(state, message);
      return { to: id, rung: 'accepted', atMs };
    });
}

async function onStatusPage(state: State, notice: Notice, stop: AbortSignal): Promise<Published> {
  await state.clock.sleep(callMs, stop);
  const atMs = state.clock.now();
  if (!state.notices.some((each) => each.id === notice.id)) state.notices.push({ ...notice, atMs });
  return [{ rung: 'accepted', atMs }];
}

export function simulatedPlays(state: State): Plays {
  const receivers: OwnReceivers = { http: simulatedHttp(state), url: places.receivers.url, clock: state.clock };
  const by: Readonly<Record<Notice['channel'], Plays['publish']>> = {
    email: (notice, stop) => email(state, notice, stop),
    'status-page': (notice, stop) => onStatusPage(state, notice, stop),
    social: (notice, stop) => postInPublic(receivers, notice, stop),
    call: (notice, stop) => callEverybody(receivers, notice, audience(state), stop),
  };
  return {
    route: async () => state.route,
    setRoute: async (from, to, stop) => {
      await state.clock.sleep(state.settings.model.commandMs, stop);
      if (state.route === from && from !== to && !stop.aborted) {
        state.routes = [...state.routes, { route: from, atMs: state.routedMs }];
        state.route = to;
        state.routedMs = state.clock.now();
      }
      return state.route;
    },
    publish: (notice, stop) => by[notice.channel](notice, stop),
    audience: async () => audience(state),
    ...simulatedDesk(state),
  };
}

export function simulatedCapacity(state: State): Capacity {
  return {
    lifted: async () => state.lifted,
    setLifted: async (from, to) => {
      if (state.lifted === from) state.lifted = to;
      return state.lifted;
    },
  };
}

export function simulatedRota(state: State): Rota {
  return {
    absent: async () => [...state.absent].sort(),
    setAbsent: async (role, absent) => {
      if (absent) state.absent.add(role);
      else state.absent.delete(role);
    },
  };
}

export function simulatedProcesses(state: State): Processes {
  const find = (child: { pid: number; started: string }) => [...state.generators.values()].find((generator) => generator.child.pid === child.pid && generator.child.started === child.started);
  return {
    alive: async (child) => find(child)?.ended === undefined && find(child) !== undefined,
    ofRun: async () => [...state.generators.values()].filter((generator) => generator.ended === undefined).map((generator) => generator.child),
    stop: async (child) => {
      const generator = find(child);
      if (generator !== undefined) end(state, generator, 143, 'stopped as a process', true);
    },
  };
}
