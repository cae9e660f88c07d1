/** Holds the local world put together: its capabilities from the description alone, so that whoever reopens it has the very same. */
import { type AnyWorld, withWhatThereIs } from '../../ports/capabilities.ts';
import type { Places } from '../../ports/entries.ts';
import type { OpenOptions } from '../../ports/world-kind.ts';
import type { Child } from '../../record/events.ts';
import { freshHttp } from '../../tools/http.ts';
import { k6Load } from '../../tools/k6/load.ts';
import type { ToxiproxyServer } from '../../tools/toxiproxy/server.ts';
import { placesOf, rangeEntries } from '../practice/entries.ts';
import { practicePhone } from '../practice/phone.ts';
import { rangeMail, submitAt } from '../practice/mail.ts';
import { rangeCapacity, rangePlays, rangeRota } from '../practice/plays.ts';
import { rangeApi } from '../practice/range-api.ts';
import { seededRandom } from '../seeded-random.ts';
import { systemClock } from '../system-clock.ts';
import type { Children } from './children.ts';
import type { LocalDescription } from './description.ts';
import { fenced } from './loopback.ts';
import { localProxies } from './toxiproxy.ts';

/** What a process holds of a world beside its description. */
export interface Held {
  readonly children: Children;
  readonly server: ToxiproxyServer;
}

/** `receivers` is known to the process that serves them alone: the description is in the record, and their URL is a secret. */
export function assemble(description: LocalDescription, { children, server }: Held, told: Pick<OpenOptions, 'born' | 'died' | 'scripts'>, receivers?: Places['receivers']): AnyWorld {
  const { run, k6, logs, services, proxies, seed } = description;
  const api = rangeApi(services);
  const submit = submitAt(proxies.find((proxy) => proxy.name === 'mail')?.listen ?? { host: '127.0.0.1', port: 25 });
  const places = placesOf(services);
  const http = fenced(freshHttp);
  return withWhatThereIs({
    clock: systemClock,
    random: seededRandom(seed),
    load: k6Load({ run, k6, logs, clock: systemClock, ...told }),
    proxies: localProxies(description, server),
    mail: rangeMail(api, submit),
    http,
    entries: rangeEntries({ ...places, ...(receivers !== undefined && { receivers }) }, api),
    capacity: rangeCapacity(api),
    plays: rangePlays(api, submit, { http, url: receivers?.url, clock: systemClock }),
    phone: practicePhone(http, places.hotline),
    rota: rangeRota(api),
    processes: children.processes,
  });
}

/** Everything that may still run: what was recorded, what was started here, and the newest Toxiproxy, whoever started that. */
export function everybody(recorded: readonly Child[], { children, server }: Held): readonly Child[] {
  const newest = server.current();
  const all = [...recorded, ...children.all(), ...(newest === undefined ? [] : [newest])];
  return all.filter((child, at) => all.findIndex((other) => other.pid === child.pid && other.started === child.started) === at);
}
