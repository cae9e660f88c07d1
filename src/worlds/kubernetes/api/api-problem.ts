/** Holds how a refusal of the API server becomes an error that says what to do. */
import { Problem, reasonOf } from '../../../problem.ts';
import { ApiException } from './client-node.ts';

/** A Problem whose HTTP status others may act on: 409 where an object changed meanwhile, or a name is taken. */
export class ApiProblem extends Problem {
  readonly code: number;
  constructor(code: number, parts: ConstructorParameters<typeof Problem>[0]) {
    super(parts);
    this.code = code;
  }
}

const next: Readonly<Record<number, string>> = {
  401: 'The credentials have expired or are not known there: log in again, as for kubectl.',
  403: 'The Role is too narrow: k8s/agent/role.yaml has what gameday needs; an administrator of the namespace can apply it.',
  409: 'Somebody else made or changed it meanwhile: look at it with kubectl, and try again.',
  422: 'The API server refuses the object as it is.',
};

/** The API server's own sentence, where its answer has one. */
function sentenceOf(body: unknown): string {
  try {
    const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    return typeof parsed === 'object' && parsed !== null && 'message' in parsed ? String(parsed.message) : String(body).slice(0, 300);
  } catch {
    return String(body).slice(0, 300);
  }
}

const unreachable = /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|ECONNRESET|EAI_AGAIN|socket hang up/;

export function apiProblem(error: unknown, doing: string, server: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ApiException) {
    const quota = error.code === 403 && /exceeded quota/.test(sentenceOf(error.body));
    return new ApiProblem(error.code, { expected: `to ${doing}`, got: `${error.code}: ${sentenceOf(error.body)}`, where: server, next: quota ? 'The quota of the namespace is used up: free some of it, or ask for more.' : (next[error.code] ?? 'Look at the cluster with kubectl.'), cause: error });
  }
  const reason = `${reasonOf(error)}${error instanceof Error && error.cause !== undefined ? ` (${reasonOf(error.cause)})` : ''}`;
  return new Problem({ expected: `to ${doing}`, got: reason, where: server, next: unreachable.test(reason) ? 'No cluster answers there: see whether `kubectl get pods` does, and which context is chosen.' : 'See whether kubectl can do the same.', cause: error });
}
