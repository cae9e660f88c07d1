/** Holds the fence of the local world: whatever isn't this machine is refused, with the reason. */
import type { Http } from '../../ports/http.ts';
import { Problem } from '../../problem.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;

export const isLoopback = (host: string): boolean => loopback.test(host);

export function demandLoopback(url: string, where: string): void {
  const host = URL.canParse(url) ? new URL(url).hostname : url;
  if (isLoopback(host)) return;
  throw new Problem({
    expected: 'an address on loopback (127.0.0.0/8, ::1 or localhost)',
    got: host,
    where,
    next: 'The local world talks to this machine alone: a drill that reaches anybody else is no drill.',
  });
}

/** The same client behind the fence; a refusal is an answer with status 0, since this capability never rejects. */
export const fenced = (http: Http): Http => ({
  fetch: async (question, stop) => {
    try {
      demandLoopback(question.url, 'http of the local world');
    } catch (problem) {
      return { status: 0, headers: {}, body: '', ms: 0, error: problem instanceof Error ? problem.message : 'refused' };
    }
    return http.fetch(question, stop);
  },
});
