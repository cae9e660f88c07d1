/** Holds the capability `proxies`: the toxics before each dependency, and a probe as a user of it. */
import type { ProbeOutcome } from '../record/events.ts';

export interface Toxic {
  readonly name: string;
  readonly type: string;
  readonly stream: 'upstream' | 'downstream';
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

export interface ProxyState {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly Toxic[];
}

export interface ProbeResult {
  readonly outcome: ProbeOutcome;
  readonly ms: number;
}

export interface Proxies {
  /** Every call takes a deadline through `stop` and rejects with what was expected and got. */
  list(stop: AbortSignal): Promise<readonly ProxyState[]>;
  addToxic(proxy: string, toxic: Toxic, stop: AbortSignal): Promise<void>;
  /** A toxic that isn't there is fine. */
  removeToxic(proxy: string, toxic: string, stop: AbortSignal): Promise<void>;
  setEnabled(proxy: string, enabled: boolean, stop: AbortSignal): Promise<void>;
  /** Deletes a proxy and makes it anew as `original` says: the way around a toxic that can't be deleted. */
  recreate(original: ProxyState, stop: AbortSignal): Promise<void>;
  /** Restarts the whole Toxiproxy with every proxy as it was when the world was opened, keeping toxics that aren't of this run. */
  restart(stop: AbortSignal): Promise<void>;
  /** One exchange through the proxy on a fresh connection: what a user of the dependency would meet. Never rejects but by `stop`. */
  probe(proxy: string, stop: AbortSignal): Promise<ProbeResult>;
}
