/** Holds the health probe on a data port: answered before anything is counted or filtered, with a body of the length asked for. */
import type { RequestListener } from 'node:http';

const bytesMax = 65_536;

/** Puts the probe before a service's own handler; HTTP only, and only for the very path. */
export const withHealth = (handle: RequestListener): RequestListener => (request, response) => {
  const [path, query] = (request.url ?? '/').split('?', 2);
  if (path !== '/healthz') return handle(request, response);
  const asked = Number(new URLSearchParams(query).get('bytes') ?? 0);
  const bytes = Number.isInteger(asked) && asked > 0 ? Math.min(asked, bytesMax) : 0;
  const body = bytes === 0 ? 'ok' : 'x'.repeat(bytes);
  return response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': body.length }).end(body);
};
