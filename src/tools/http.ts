/** Holds the plain HTTP client: one request on a fresh connection, so that no pooled socket hides what a new user would meet. */
import type { IncomingMessage } from 'node:http';
import type { LookupFunction, Socket } from 'node:net';
import type { Http, HttpAnswer, SecretHeader } from '../ports/http.ts';
import { Problem, reasonOf } from '../problem.ts';

export interface HttpQuestion {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secret?: SecretHeader;
  readonly body?: string;
}

function secretIn({ name, env, prefix }: SecretHeader): Record<string, string> {
  const value = process.env[env];
  if (value === undefined || value === '') throw new Problem({ expected: `the environment variable ${env}, for the header ${name}`, got: 'none', next: 'Set it where gameday runs.' });
  return { [name]: prefix + value };
}

const flat = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));

/** What went wrong in one line: the code says more than the text where a socket failed, and a stop is named as such. */
function whyOf(thrown: unknown, stop: AbortSignal): string {
  if (stop.aborted) return `stopped before an answer came: ${reasonOf(stop.reason)}`;
  const code = thrown instanceof Error && 'code' in thrown ? `${String(thrown.code)}: ` : '';
  return `${code}${reasonOf(thrown)}`;
}

/** Sends one request on a connection of its own and reads the whole answer. Rejects when there was none, or when `stop` aborts. `met` is shown the connection that an answer comes on. */
export function exchange(question: HttpQuestion, stop: AbortSignal, { met, lookup }: { met?: (socket: Socket) => void; lookup?: LookupFunction } = {}): Promise<HttpAnswer> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const url = new URL(question.url);
    // Got by name and when it is needed: an `import` of either would load far more than itself.
    const { request: send } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
    // `agent: false` makes an agent for this request alone, which also says `connection: close`.
    const sent = send(url, { agent: false, signal: stop, method: question.method ?? 'GET', headers: { ...question.headers, ...(question.secret && secretIn(question.secret)) }, ...(lookup !== undefined && { lookup }) }, (answer) => {
      met?.(answer.socket);
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('error', reject);
      answer.once('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: flat(answer.headers), body: Buffer.concat(parts).toString('utf8'), ms: performance.now() - began });
      });
    });
    sent.once('error', reject);
    sent.end(question.body);
  });
}

/** The capability: as `exchange`, but no answer is status 0 with its reason, so that a probe never throws. */
export const freshHttp: Http = {
  fetch: async (question, stop) => {
    const began = performance.now();
    try {
      return await exchange(question, stop);
    } catch (thrown) {
      return { status: 0, headers: {}, body: '', ms: performance.now() - began, error: whyOf(thrown, stop) };
    }
  },
};
