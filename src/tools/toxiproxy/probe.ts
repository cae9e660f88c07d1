/** Holds the probe: one exchange through a proxy on a fresh connection, told apart by how it failed, since each toxic fails in its own way. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ProbeResult } from '../../ports/proxies.ts';
import type { ProbeOutcome } from '../../record/events.ts';

/** Longer than this and a user has gone; a probe is sent about once a second. */
export const probeLimitMs = 1500;
/** What the practice range's services answer; enough that a narrow bandwidth or a limit on data shows. */
export const rangeHealth = '/healthz?bytes=4096';

/**
 * How a dependency is asked: `http` for its health, `smtp` for its greeting, `tls` for a handshake with whatever certificate it has, `tcp` for a first
 * byte or an orderly end after an empty line, which shows who is there and not what it would have said.
 */
export type Protocol = 'http' | 'smtp' | 'tls' | 'tcp';

export interface ProbeTarget {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  /** For http: what is fetched; the range's own health where it isn't given. */
  readonly health?: string;
  /** What users call it, where that isn't `host`: for the Host header, and the server name of TLS. */
  readonly name?: string;
}

/** What to do after each piece of the answer: say something more, or settle; undefined waits for more. */
type Step = (soFar: string, socket: Socket) => ProbeOutcome | undefined;

/** True once an HTTP/1.1 answer is here to its last byte, whichever way it says how long it is. */
function whole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = answer.slice(0, end).toLowerCase();
  const body = answer.slice(end + 4);
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return body.length >= Number(length);
  return /\r\ntransfer-encoding: *chunked/.test(head) ? body.endsWith('0\r\n\r\n') : /^http\/1\.\d (?:1\d\d|204|304)/.test(head);
}

const http: Step = (soFar) => {
  if (!whole(soFar)) return undefined;
  // A refusal by a filter is an answer too: it is the way to the dependency that is probed, not the dependency's opinion.
  return /^HTTP\/1\.\d [2-4]/.test(soFar) ? 'ok' : 'error';
};

function smtp(): Step {
  let greeted = false;
  return (soFar, socket) => {
    if (greeted) return /^221[ -].*\r\n$/m.test(soFar) ? 'ok' : undefined;
    if (!/^\d{3} .*\r\n/m.test(soFar)) return undefined;
    if (!soFar.startsWith('220')) return 'error';
    greeted = true;
    socket.write('QUIT\r\n');
    return undefined;
  };
}

const spoke: Step = () => 'ok';

/** Said as soon as the connection stands. */
function opening({ protocol, host, port, health = rangeHealth, name }: ProbeTarget): string {
  // No `connection: close`: where a toxic swallows the answer, the upstream's closing would come through and a stall look like a cut.
  if (protocol === 'http') return `GET ${health} HTTP/1.1\r\nhost: ${name ?? `${host}:${port}`}\r\nuser-agent: gameday-probe\r\n\r\n`;
  return protocol === 'tcp' ? '\r\n' : '';
}

const steps: Readonly<Record<Protocol, () => Step>> = { http: () => http, smtp, tls: () => spoke, tcp: () => spoke };

/** TLS proves its path by the handshake alone; who it is isn't asked, since the drill's staging may have a certificate of its own. */
const dial = ({ protocol, host, port, name }: ProbeTarget): Socket =>
  protocol === 'tls' ? connectTls({ host, port, rejectUnauthorized: false, ...(name !== undefined && { servername: name.replace(/:\d+$/, '') }) }) : connect({ host, port });

const outcomeOf = (code: string | undefined): ProbeOutcome => {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  return code === 'ETIMEDOUT' ? 'timeout' : 'error';
};

/**
 * Never rejects but by `stop`. `cut` is a connection that was closed in an orderly way before the answer was whole. `ms` runs until the other
 * side has closed too, since a connection that stays open after it is done is what slow_close is about.
 */
export function probe(target: ProbeTarget, stop: AbortSignal): Promise<ProbeResult> {
  stop.throwIfAborted();
  const began = performance.now();
  const { protocol } = target;
  const step = steps[protocol]();
  return new Promise((resolve, reject) => {
    const socket = dial(target);
    let soFar = '';
    // Whoever speaks second, such as a database, says nothing to an empty line: that it closes when we do is an answer.
    let answered: ProbeOutcome | undefined;
    const finish = (settle: () => void) => {
      clearTimeout(limit);
      stop.removeEventListener('abort', stopped);
      socket.destroy();
      settle();
    };
    const done = (outcome: ProbeOutcome) => finish(() => resolve({ outcome, ms: performance.now() - began }));
    const stopped = () => finish(() => reject(stop.reason));
    const limit = setTimeout(() => done('timeout'), probeLimitMs);
    stop.addEventListener('abort', stopped, { once: true });
    socket.setEncoding('latin1');
    socket.once('connect', () => {
      const first = opening(target);
      if (first !== '') socket.write(first);
      if (protocol === 'tcp') socket.end();
    });
    socket.once('secureConnect', () => {
      answered = 'ok';
      socket.end();
    });
    socket.on('data', (piece: string) => {
      soFar += piece;
      answered ??= step(soFar, socket);
      if (answered !== undefined) socket.end();
    });
    socket.once('end', () => done(answered ?? (protocol === 'tcp' ? 'ok' : 'cut')));
    socket.on('error', (error: NodeJS.ErrnoException) => done(answered ?? outcomeOf(error.code)));
  });
}
