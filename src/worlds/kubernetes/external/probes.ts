/** Holds the HTTP of hosts outside the cluster: a fresh connection and a fresh resolution each time, and who answered is remembered by the probe's nonce. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Sighting } from '../../../ports/entries.ts';
import type { Http } from '../../../ports/http.ts';
import type { Clock } from '../../../ports/time.ts';
import { exchange } from '../../../tools/http.ts';
import { reasonOf } from '../../../problem.ts';
import type { ClusterSettings } from '../settings.ts';
import { freshLookup } from './fresh-names.ts';
import { externalEntries, hostIn, isExternal } from './hosts.ts';
import { isPartners } from './partner-proof.ts';
import type { ExternalSettings } from './settings.ts';

export interface Probes {
  readonly http: Http;
  /** Who answered the probe with this nonce: the partner where one of its proofs holds, otherwise the origin, and nobody where there was no answer. Told once. */
  readonly whoSaw: (nonce: string) => readonly Sighting[];
}

function issuersOf(socket: Socket): readonly string[] {
  const issuer = socket instanceof TLSSocket ? socket.getPeerCertificate().issuer : undefined;
  return [issuer?.O, issuer?.CN].flat().filter((name) => name !== undefined);
}

/** What isn't outside is asked by `inner`. */
export function externalProbes(settings: Pick<ClusterSettings, 'entries'> & { readonly external: ExternalSettings }, inner: Http, clock: Clock): Probes {
  const { external } = settings;
  const sightings = new Map<string, Sighting>();
  const origin = external.origin === undefined ? undefined : new URL(external.origin);
  const [usual] = Object.entries(externalEntries(settings)).flatMap(([name, url]) => (name === 'origin' ? [] : [new URL(url).host]));
  const lookup = freshLookup(external.resolver);
  const fetch: Http['fetch'] = async (question, stop) => {
    const url = URL.canParse(question.url) ? new URL(question.url) : undefined;
    if (url === undefined || !isExternal(external, hostIn(url.href))) return inner.fetch(question, stop);
    const began = performance.now();
    const who = { address: '', issuers: [] as readonly string[] };
    const met = (socket: Socket) => {
      who.address = socket.remoteAddress ?? '';
      who.issuers = issuersOf(socket);
    };
    const host = url.origin === origin?.origin && usual !== undefined ? { host: usual } : {};
    try {
      const answer = await exchange({ ...question, headers: { ...host, ...question.headers } }, stop, { met, ...(lookup !== undefined && { lookup }) });
      const nonce = question.headers?.['x-probe-nonce'];
      if (nonce !== undefined) sightings.set(nonce, { who: isPartners(external.partner, { headers: answer.headers, ...who }) ? external.partner.name : 'origin', atMs: clock.now() });
      return answer;
    } catch (thrown) {
      return { status: 0, headers: {}, body: '', ms: performance.now() - began, error: reasonOf(thrown) };
    }
  };
  return {
    http: { fetch },
    whoSaw: (nonce) => {
      const seen = sightings.get(nonce);
      sightings.delete(nonce);
      return seen === undefined ? [] : [seen];
    },
  };
}
