/** Holds the local world put together: its capabilities from the description alone, so that whoever reopens it has the very same. */
import type { AnyWorld, OpenOptions } from '../../ports/capabilities.ts';
import type { Child } from '../../record/events.ts';
import { freshHttp } from '../../tools/http.ts';
import { k6Load } from '../../tools/k6/load.ts';
import type { ToxiproxyServer } from '../../tools/toxiproxy/server.ts';
import { seededRandom } from '../seeded-random.ts';
import { systemClock } from '../system-clock.ts';
import type { Children } from './children.ts';
import type { LocalDescription } from './description.ts';
import { localEntries } from './entries.ts';
import { fenced } from './loopback.ts';
import { localMail, submitThrough } from './mail.ts';
import { localCapacity, localPlays, localRota } from './plays.ts';
import { rangeApi } from './range-api.ts';
import { localProxies } from './toxiproxy.ts';

/** What a process holds of a world beside its description. */
export interface Held {
  readonly children: Children;
  readonly server: ToxiproxyServer;
}

export function assemble(description: LocalDescription, { children, server }: Held, told: Pick<OpenOptions, 'born' | 'died'>): AnyWorld {
  const { run, k6, logs, services, proxies, seed } = description;
  const api = rangeApi(services);
  const submit = submitThrough(proxies);
  return {
    clock: systemClock,
    random: seededRandom(seed),
    load: k6Load({ run, k6, logs, clock: systemClock, ...told }),
    proxies: localProxies(description, server),
    mail: localMail(api, submit),
    http: fenced(freshHttp),
    entries: localEntries(services, api),
    capacity: localCapacity(api),
    plays: localPlays(api, submit, systemClock),
    rota: localRota(api),
    processes: children.processes,
  };
}

/** Everything that may still run: what was recorded, what was started here, and the newest Toxiproxy, whoever started that. */
export function everybody(recorded: readonly Child[], { children, server }: Held): readonly Child[] {
  const newest = server.current();
  const all = [...recorded, ...children.all(), ...(newest === undefined ? [] : [newest])];
  return all.filter((child, at) => all.findIndex((other) => other.pid === child.pid && other.started === child.started) === at);
}
