/** Holds what a world can do, as small capabilities: a fault, play, observer or role declares those it needs, and gets no others. */
import type { Child } from '../record/events.ts';
import type { Cluster } from './cluster.ts';
import type { Capacity, Entries } from './entries.ts';
import type { Http, Names } from './http.ts';
import type { Load } from './load.ts';
import type { Mail } from './mail.ts';
import type { Phone } from './phone.ts';
import type { Plays } from './plays.ts';
import type { Proxies } from './proxies.ts';
import type { Clock, Random } from './time.ts';

/** Who can be reached on call. */
export interface Rota {
  absent(stop: AbortSignal): Promise<readonly string[]>;
  setAbsent(role: string, absent: boolean, stop: AbortSignal): Promise<void>;
}

export interface Processes {
  /** True only for the very process that was recorded: same pid, same start time. */
  alive(child: Pick<Child, 'pid' | 'started'>): Promise<boolean>;
  /** SIGTERM, then SIGKILL after the grace. Safe to repeat. */
  stop(child: Pick<Child, 'pid' | 'started'>, graceMs: number): Promise<void>;
  /** All processes that were started for a run and still live, recorded or not: a runner may die between starting one and writing it down. */
  ofRun(run: string): Promise<readonly Pick<Child, 'pid' | 'started'>[]>;
}

export interface Capabilities {
  cluster: Cluster;
  load: Load;
  proxies: Proxies;
  mail: Mail;
  http: Http;
  names: Names;
  entries: Entries;
  capacity: Capacity;
  plays: Plays;
  phone: Phone;
  rota: Rota;
  processes: Processes;
}

export type CapabilityName = keyof Capabilities;

export type World<N extends CapabilityName = never> = { readonly clock: Clock; readonly random: Random } & Readonly<Pick<Capabilities, N>>;

export type AnyWorld = World<CapabilityName>;

/**
 * A world of some capabilities as one that any action may be given. `lacks` compares what a scenario needs with what a kind of world has before it is
 * opened, and the drill looks before it uses one that nobody declared, so a capability that is absent is never called.
 */
export const withWhatThereIs = (some: World & Readonly<Partial<Capabilities>>): AnyWorld => some as AnyWorld;
