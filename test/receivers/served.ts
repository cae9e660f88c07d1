/** Holds gameday's receivers as a drill serves them, on loopback, for a test that sends to them what real tools send; and what they heard. */
import { catalogue } from '../../src/catalog/index.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import type { Hear } from '../../src/catalog/receiver.ts';
import { receiveBy } from '../../src/drill/receive.ts';
import { toolSecrets } from '../../src/cli/run/tool-secrets.ts';
import type { EventOf, Kind } from '../../src/record/events.ts';
import type { Json } from '../../src/record/json.ts';
import { freshHttp } from '../../src/tools/http.ts';
import { fenced } from '../../src/worlds/local/loopback.ts';
import { openReceivers } from '../../src/worlds/local/receivers.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';

export interface Served {
  /** Base URL; a receiver's kind is the path below it. */
  readonly url: string;
  /** `HOST:PORT`. */
  readonly smtp: string;
  of<K extends Kind>(kind: K): readonly EventOf<K>[];
  /** Waits until something holds, for what a receiver does later, such as a call that is put through. */
  until(what: string, holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const untilMs = 20_000;

/** `settings` as a scenario would set them, `secrets` are what tools sign with, both by kind. */
export async function served(settings: Readonly<Record<string, object>> = {}, secrets: Readonly<Record<string, string>> = {}): Promise<Served> {
  const heard: { readonly kind: Kind; readonly by: string }[] = [];
  const hearAs = (by: string): Hear => (kind, body) => void heard.push({ ...body, kind, by });
  const http = fenced(freshHttp);
  const known: Catalogue['receivers'] = catalogue.receivers;
  const resolved = Object.fromEntries(Object.entries(settings).map(([kind, given]) => [kind, known[kind]?.spec?.parse(given) as Json]));
  const receiving = receiveBy({ receivers: known, settings: resolved, clock: systemClock, random: seededRandom(1), secretOf: toolSecrets(secrets), hearAs, post: (request) => http.fetch({ method: 'POST', ...request }, AbortSignal.timeout(5000)) });
  const receivers = await openReceivers(receiving);
  return {
    url: receivers.url,
    smtp: receivers.smtp,
    of: <K extends Kind>(kind: K) => heard.filter((one): one is EventOf<K> => one.kind === kind),
    until: async (what, holds) => {
      for (const limit = performance.now() + untilMs; !holds(); await systemClock.sleep(20)) if (performance.now() > limit) throw new Error(`expected ${what} within ${untilMs / 1000} s, heard ${JSON.stringify(heard.slice(-5))}`);
    },
    close: async () => {
      await receivers.close();
      receiving.settle();
    },
  };
}
