/** Holds the secret in front of receivers: how one is made, which shape it has, and what becomes of a message that doesn't begin with it. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Outbound, Refused } from '../ports/capabilities.ts';

/** 22 characters that need no escaping in a URL: 128 bits from the machine, never from a run's seed, which is in its record. */
export const freshSecret = (): string => randomBytes(16).toString('base64url');

/** One that somebody else made. */
export const secretShape = /^[A-Za-z0-9._~-]{16,}$/;
export const secretWords = 'at least 16 letters, digits, dots, dashes, underscores or tildes';

const notFound: Outbound = { status: 404, contentType: 'text/plain; charset=utf-8', body: 'not found\n' };

/** `path` is what stands behind `/SECRET`; a message without it gets `refusal`, and has been counted. */
export type Entrance = { readonly path: string } | { readonly refusal: Outbound };

/** Takes as long for a secret that is almost right as for one that is not. */
export function entranceBehind(secret: string, refused: Refused): (method: string, url: string) => Entrance {
  const key = Buffer.from(secret);
  return (method, url) => {
    const shown = Buffer.from(url.slice(1, key.length + 1));
    const rest = url.slice(key.length + 1);
    if (shown.length === key.length && timingSafeEqual(shown, key) && /^(?:$|[/?])/.test(rest)) return { path: rest || '/' };
    refused(notFound.status, `expected the receivers' secret at the beginning of the path, got ${method} without it`);
    return { refusal: notFound };
  };
}
