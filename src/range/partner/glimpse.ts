/** Holds what a scrubbing partner can see of a request, and what it may answer. Whether a request is an attack is nowhere in it. */
import type { IncomingMessage } from 'node:http';

export interface Glimpse {
  /** The source address, as far as it can be trusted. */
  readonly client: string;
  readonly method: string;
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly agent: string;
  readonly cookie: string;
}

export type Verdict = { readonly pass: true } | { readonly pass: false; readonly status: 403 | 429; readonly rule: string };

export interface Filter {
  judge(glimpse: Glimpse, nowMs: number): Verdict;
}

export interface FilterSettings {
  readonly perSourceRps: number;
  readonly pressureRps: number;
}

export const passed: Verdict = { pass: true };
export const blocked = (status: 403 | 429, rule: string): Verdict => ({ pass: false, status, rule });

/** Bots set a cookie as easily as people do; this only says that there is one. */
export function glimpseOf(request: IncomingMessage, client: string): Glimpse {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    client,
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    agent: request.headers['user-agent'] ?? '',
    cookie: request.headers.cookie ?? '',
  };
}
