/** Holds how the addresses and secrets that receivers are served with are read from the command line. */
import { Problem } from '../../problem.ts';
import { isLoopback } from '../../worlds/local/loopback.ts';
import type { ReceiversAt } from '../../worlds/local/receivers.ts';
import { secretShape, secretWords } from '../../worlds/secret.ts';

type Address = NonNullable<ReceiversAt['http']>;

const highestPort = 65_535;

/** `127.0.0.1:8080`, `[::1]:0`. */
export function addressOf(text: string, option: string): Address {
  const { six, four = six ?? '', port = '' } = /^(?:\[(?<six>[^\]]+)\]|(?<four>[^:]+)):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  if (four === '' || Number(port) > highestPort) throw new Problem({ expected: 'HOST:PORT', got: text, where: option, next: `Such as ${option} 127.0.0.1:8090; port 0 takes any that is free.` });
  if (!isLoopback(four)) {
    throw new Problem({
      expected: 'an address on loopback, such as 127.0.0.1',
      got: four,
      where: option,
      next: 'Receivers speak HTTP without TLS and take what they are sent for true, so they stay on this machine. To let tools elsewhere in, put a reverse proxy with TLS before them.',
    });
  }
  return { host: four, port: Number(port) };
}

export interface Secrets {
  /** The part of the base URL that keeps strangers out. */
  readonly run?: string;
  readonly tools: Readonly<Record<string, string>>;
}

/** Each is `TEXT`, for the URL, or `TOOL=TEXT`, what that tool signs with; these go before `given`. */
export function secretsOf(texts: readonly string[], kinds: readonly string[], given: Secrets['tools']): Secrets {
  const ofTools = texts.flatMap((text) => kinds.filter((kind) => text.startsWith(`${kind}=`)).map((kind) => [kind, text.slice(kind.length + 1)] as const));
  const rest = texts.filter((text) => !kinds.some((kind) => text.startsWith(`${kind}=`)));
  const wrong = rest.find((text) => !secretShape.test(text)) ?? rest[1];
  // It may be a secret for all its being wrong, so it isn't repeated.
  if (wrong !== undefined) throw new Problem({ expected: `one text of ${secretWords}, or TOOL=TEXT`, got: `one of ${wrong.length} characters`, where: '--secret', next: `TOOL is one of ${kinds.join(', ')}.` });
  const [run] = rest;
  return { ...(run !== undefined && { run }), tools: { ...given, ...Object.fromEntries(ofTools) } };
}
