/** Holds the fence of the local world: a generator is only started when everything that it could send to is on loopback, or at a host that its owner allowed. */
import { Problem } from '../../problem.ts';
import type { Json } from '../../record/json.ts';
import { urlsIn } from './targets.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Throws a Problem when any URL anywhere in the settings is neither loopback nor at one of the allowed hosts, or when there is none at all. */
export function refuseBeyondLoopback(generator: string, settings: Json, allowed: readonly string[] = []): void {
  let seen = 0;
  for (const { at, url } of urlsIn(settings, 'settings')) {
    seen += 1;
    if (loopback.test(url.hostname) || allowed.includes(url.hostname.replace(/^\[|\]$/g, ''))) continue;
    throw new Problem({
      expected: `a target on loopback (127.0.0.0/8, [::1] or localhost)${allowed.length === 0 ? '' : ` or at ${allowed.join(', ')}`}`,
      got: url.host,
      where: `generator "${generator}", ${at}`,
      next: 'A flood at anybody who did not agree to it is an attack, not a drill.',
    });
  }
  if (seen === 0) throw new Problem({ expected: 'a target URL on loopback', got: 'settings without any URL', where: `generator "${generator}"`, next: 'Give the entry to send to, for example {"entry":"http://127.0.0.1:8080"}.' });
}
