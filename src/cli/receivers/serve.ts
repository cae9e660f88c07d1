/** Holds how receivers are served alone, without a drill: what they hear goes to a file, line by line, until somebody ends it. */
import type { Catalogue } from '../../catalog/catalogue.ts';
import type { Hear } from '../../catalog/receiver.ts';
import type { Problem } from '../../problem.ts';
import type { Json } from '../../record/json.ts';
import { appendLines } from '../../tools/append-lines.ts';
import { freshHttp } from '../../tools/http.ts';
import { fenced } from '../../worlds/local/loopback.ts';
import { openReceivers, type ReceiversAt } from '../../worlds/local/receivers.ts';
import { seededRandom } from '../../worlds/seeded-random.ts';
import { systemClock } from '../../worlds/system-clock.ts';
import { receiveBy } from '../../drill/receive.ts';
import type { Served } from './settings.ts';

export interface Serve {
  readonly catalogue: Catalogue;
  readonly at: ReceiversAt;
  readonly seed: number;
  readonly secretOf: (kind: string) => string;
  /** What is set of receivers, by kind; the others keep their defaults. */
  readonly settings?: Readonly<Record<string, Json>>;
  /** Appended to; without one, `line` takes each observation. */
  readonly file?: string;
  readonly line: (text: string) => void;
  readonly opened: (served: Served) => void;
  readonly stop: AbortSignal;
}

const callBackMs = 5000;
/** The longest that a timer takes. */
const longMs = 2 ** 31 - 1;

/** Resolves when `stop` aborts, once all that was heard is written; rejects with a `Problem` where a port or the file can't be had, or the file takes no more. */
export async function serve({ catalogue, at, seed, secretOf, settings, file, line, opened, stop }: Serve): Promise<void> {
  const over = new AbortController();
  const ended = AbortSignal.any([stop, over.signal]);
  const failure: { problem?: Problem } = {};
  const lines = file === undefined ? undefined : await appendLines(file, (problem) => {
    failure.problem = problem;
    over.abort();
  });
  const put = lines === undefined ? line : (text: string) => lines.append(text);
  const hearAs = (by: string): Hear => {
    const receiver = by.slice('receiver/'.length);
    return (kind, body) => put(JSON.stringify({ receiver, kind, ...body }));
  };
  const http = fenced(freshHttp);
  const receiving = receiveBy({ receivers: catalogue.receivers, clock: systemClock, random: seededRandom(seed), secretOf, hearAs, ...(settings && { settings }), post: (request) => http.fetch({ method: 'POST', ...request }, systemClock.deadline(callBackMs)) });
  try {
    const receivers = await openReceivers(receiving, at);
    opened({ url: receivers.url, smtp: receivers.smtp, secretOf });
    while (!ended.aborted) await systemClock.sleep(longMs, ended);
    await receivers.close();
    receiving.settle();
  } finally {
    await lines?.close();
  }
  if (failure.problem !== undefined) throw failure.problem;
}
