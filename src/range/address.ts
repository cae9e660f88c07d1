/** Holds what a listen address may be: a numeric loopback address and a port, because the range must never be reachable from outside. */
import { z } from 'zod';

const loopback = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/;

/** An address as the services take it. A name such as `localhost` is refused too: it could resolve to anything. */
export const address = z.strictObject({
  host: z.string().regex(loopback, { error: (issue) => `expected a loopback address such as 127.0.0.1, got ${JSON.stringify(issue.input)}: the range floods and breaks itself on purpose, so it stays on this machine` }),
  port: z.number().int().min(1).max(65_535),
});

export type LoopbackAddress = z.output<typeof address>;

/** A URL that must lead to this machine, for webhooks. */
export const loopbackUrl = z.url().refine((text) => loopback.test(new URL(text).hostname.replace(/^\[(.*)\]$/, '$1')), {
  error: (issue) => `expected a URL on a loopback address such as http://127.0.0.1:9093/, got ${JSON.stringify(issue.input)}`,
});

/** `http://127.0.0.1:20001`. */
export const urlOf = (at: LoopbackAddress, scheme = 'http'): string => `${scheme}://${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`;
