/** Holds the simulated world put together: its state, its steps in time, and its capabilities. */
import { type AnyWorld, withWhatThereIs } from '../../ports/capabilities.ts';
import type { OpenOptions } from '../../ports/world-kind.ts';
import { seededRandom } from '../seeded-random.ts';
import { simulatedPhone } from './desk.ts';
import { simulatedEntries, simulatedHttp } from './http.ts';
import { end, endOver, simulatedLoad, tell } from './load.ts';
import { simulatedMail } from './mail.ts';
import { simulatedCapacity, simulatedPlays, simulatedProcesses, simulatedRota } from './plays.ts';
import { simulatedProxies } from './proxies.ts';
import { type Settings, settingsOf } from './settings.ts';
import type { ModelInput } from './model-settings.ts';
import { newState } from './state.ts';
import type { State } from './state.ts';
import { flow } from './traffic.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { watchman } from './watchman.ts';

/** Short enough that a change of route shows at once, as judged by minutes, or by the seconds that stand for them; seconds hold a whole number of steps. */
const stepMsOf = ({ diversion: { compression } }: Settings): number => (compression === 1 ? 1000 : 250);

function capabilities(state: State, seed: number): AnyWorld {
  return withWhatThereIs({
    clock: state.clock,
    random: seededRandom(seed),
    load: simulatedLoad(state),
    proxies: simulatedProxies(state),
    mail: simulatedMail(state),
    http: simulatedHttp(state),
    entries: simulatedEntries(state),
    capacity: simulatedCapacity(state),
    plays: simulatedPlays(state),
    phone: simulatedPhone(state),
    rota: simulatedRota(state),
    processes: simulatedProcesses(state),
  });
}

export interface Model {
  readonly state: State;
  readonly world: AnyWorld;
  close(): void;
}

export type ModelOptions = Pick<OpenOptions, 'seed' | 'settings' | 'diversion' | 'receive' | 'born' | 'died'>;

export function openModel(clock: VirtualClock, options: ModelOptions, model: ModelInput): Model {
  const random = seededRandom(options.seed).fork('simulated world');
  const state = newState({ clock, random, settings: settingsOf(options.settings, model, options.diversion), receive: options.receive, born: options.born, died: options.died });
  const watch = watchman(state);
  const stepMs = stepMsOf(state.settings);

  const step = (n: number): boolean => {
    if (!state.open) return false;
    flow(state, stepMs);
    watch.look();
    let heard = false;
    if ((n * stepMs) % 1000 === 0) for (const generator of state.generators.values()) heard = tell(state, generator) || heard;
    heard = endOver(state) || heard;
    clock.at(state.startMs + (n + 1) * stepMs, () => step(n + 1));
    return heard;
  };
  clock.at(state.startMs + stepMs, () => step(1));

  const close = () => {
    state.open = false;
    for (const generator of state.generators.values()) end(state, generator, 143, 'the world was closed', true);
  };
  return { state, world: capabilities(state, options.seed), close };
}
