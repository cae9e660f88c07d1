/** Holds the probe: one exchange through a proxy on a fresh connection, told apart by how it failed, since each toxic fails in its own way. */
import { connect, type Socket } from 'node:net';
import type { ProbeResult } from '../../ports/capabilities.ts';
import type { ProbeOutcome } from '../../record/events.ts';

/** Longer than this and a user has gone; a probe is sent about once a second. */
export const probeLimitMs = 1500;
/** Enough that a narrow bandwidth or a limit on data shows. */
const bodyBytes = 4096;

export interface ProbeTarget {
  readonly protocol: 'http' | 'smtp';
  readonly host: string;
  readonly port: number;
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
  const step = target.protocol === 'http' ? http : smtp();
  return new Promise((resolve, reject) => {
    const socket = connect(target);
    let soFar = '';
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
      // No `connection: close`: where a toxic swallows the answer, the upstream's closing would come through and a stall look like a cut.
      if (target.protocol === 'http') socket.write(`GET /healthz?bytes=${bodyBytes} HTTP/1.1\r\nhost: ${target.host}:${target.port}\r\nuser-agent: gameday-probe\r\n\r\n`);
    });
    socket.on('data', (piece: string) => {
      soFar += piece;
      answered ??= step(soFar, socket);
      if (answered !== undefined) socket.end();
    });
    socket.once('end', () => done(answered ?? 'cut'));
    socket.on('error', (error: NodeJS.ErrnoException) => done(answered ?? outcomeOf(error.code)));
  });
}
