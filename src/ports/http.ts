/** Holds the capabilities `http` and `names`: one request and one question of DNS, each afresh. */
export interface HttpAnswer {
  /** 0 where there was no answer; `error` says why. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ms: number;
  readonly error?: string;
}

/** A header whose value is a secret: it is taken from an environment variable when the request is sent, so that nobody above holds what could get into a record. */
export interface SecretHeader {
  readonly name: string;
  readonly env: string;
  /** Stands before it, such as `Bearer `. */
  readonly prefix: string;
}

export interface Http {
  /** One request on a fresh connection; never rejects: no answer is status 0. */
  fetch(request: { url: string; method?: string; headers?: Record<string, string>; secret?: SecretHeader; body?: string }, stop: AbortSignal): Promise<HttpAnswer>;
}

export interface Names {
  /** What this DNS server answers for a name, sorted: aliases and addresses, none where it knows none. Rejects where it doesn't answer. */
  records(name: string, server: string, stop: AbortSignal): Promise<readonly string[]>;
}
