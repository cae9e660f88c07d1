/** Holds how names are resolved for probes: asked anew each time, of the server that is given or those of this machine, past its caches and its hosts file. */
import { promises as dns } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

const limitMs = 2000;
/** A server that has no such record has answered; anything else is no answer. */
const none = new Set(['ENODATA', 'ENOTFOUND']);

export async function orNone(asked: Promise<string[]>): Promise<readonly string[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && none.has(String(error.code))) return [];
    throw error;
  }
}

async function addressesOf(host: string, server: string | undefined): Promise<readonly string[]> {
  const resolver = new dns.Resolver({ timeout: limitMs, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  const both = await Promise.allSettled([orNone(resolver.resolve4(host)), orNone(resolver.resolve6(host))]);
  const found = both.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const failed = both.find((one) => one.status === 'rejected');
  if (found.length === 0 && failed !== undefined) throw failed.reason;
  return found;
}

const ask = callbackify(addressesOf);

/** For a request: Node asks it once for each connection, and keeps nothing. */
export const freshLookup =
  (server?: string): LookupFunction =>
  (host, options, done) =>
    ask(host, server, (error, addresses) => {
      // Types say that there is always one of the two.
      const found = ((addresses as typeof addresses | undefined) ?? []).map((address) => ({ address, family: isIP(address) }));
      const [first] = found;
      const failed = error ?? (first === undefined ? Object.assign(new Error(`DNS knows no address of ${host}`), { code: 'ENOTFOUND' }) : undefined);
      if (failed !== undefined) done(failed, '', 0);
      else if (options.all === true) done(null, found);
      else done(null, first?.address ?? '', first?.family);
    });
