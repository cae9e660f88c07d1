/** Holds how a service knows the router and the partners, and whose address it believes a request came from. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Stands in for what a real edge checks: the caller's network, or its certificate. */
export const passphraseHeader = 'x-range-passphrase';

export const isTrusted = (request: IncomingMessage, passphrase: string): boolean => request.headers[passphraseHeader] === passphrase;

/** The first address of `x-forwarded-for` if the sender may say so, else the connection's own. */
export function clientOf(request: IncomingMessage, trusted: boolean): string {
  const claimed = trusted ? request.headers['x-forwarded-for'] : undefined;
  const first = typeof claimed === 'string' ? claimed.split(',', 1)[0]?.trim() : undefined;
  return first === undefined || first === '' ? (request.socket.remoteAddress ?? '0.0.0.0') : first;
}

/** Headers for the next hop: the client's address, and the passphrase or no trace of one. */
export function onwardHeaders(headers: IncomingHttpHeaders, client: string, passphrase: string | undefined): IncomingHttpHeaders {
  headers['x-forwarded-for'] = client;
  if (passphrase === undefined) delete headers[passphraseHeader];
  else headers[passphraseHeader] = passphrase;
  return headers;
}
