/** Holds the HTTP client of the cluster's world: what is in the cluster is asked through the outpost, everything else directly. */
import type { Http } from '../../../ports/http.ts';
import { reasonOf } from '../../../problem.ts';
import { freshHttp } from '../../../tools/http.ts';
import type { Outpost } from './outpost.ts';

/** A bare name is a Service of the namespace, as the gate of targets takes it. */
const isInside = (host: string): boolean => /^[a-z][-a-z0-9]*$|\.svc(?:\.cluster\.local)?$/.test(host) && host !== 'localhost';
const usualPort: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** What asks for no change may be asked again (RFC 9110, 9.2.2). */
const isSafe = (method = 'GET'): boolean => method === 'GET' || method === 'HEAD';

/** One request on a fresh connection with fresh DNS, there or here. Inside, its Host header stays, and with it the name that TLS asks for. */
export function clusterHttp(outpost: Pick<Outpost, 'at'>): Http {
  return {
    fetch: async (question, stop) => {
      const url = URL.canParse(question.url) ? new URL(question.url) : undefined;
      if (url === undefined || !isInside(url.hostname)) return freshHttp.fetch(question, stop);
      const { host } = url;
      try {
        const at = await outpost.at(url.hostname, url.port === '' ? (usualPort[url.protocol] ?? 0) : Number(url.port), isSafe(question.method));
        const led = new URL(url);
        led.hostname = at.host;
        led.port = String(at.port);
        return await freshHttp.fetch({ ...question, url: led.href, headers: { host, ...question.headers } }, stop);
      } catch (thrown) {
        return { status: 0, headers: {}, body: '', ms: 0, error: reasonOf(thrown) };
      }
    },
  };
}
