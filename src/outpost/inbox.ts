/** Holds a run's inbox: messages wait here for the runner's answer, also over a tunnel that breaks and is made anew. */
import { randomUUID } from 'node:crypto';
import type { ServerHttp2Stream } from 'node:http2';
import type { Message, Reply } from './contract.ts';

const answerMsMax = 10_000;
const pendingMax = 100;
const plain = (status: number, body: string): Reply => ({ status, contentType: 'text/plain; charset=utf-8', body: `${body}\n` });

export interface Inbox {
  /** From now on this stream gets the messages, beginning with those that nobody has answered yet. */
  listen(stream: ServerHttp2Stream): void;
  listened(): boolean;
  relay(message: Omit<Message, 'id'>): Promise<Reply>;
  /** False where nobody waits for it any more. */
  answer(id: string, reply: Reply): boolean;
  close(): void;
}

export const noRunner = plain(504, 'no runner listens for this run');

export function makeInbox(): Inbox {
  let listener: ServerHttp2Stream | undefined;
  const pending = new Map<string, { readonly line: string; readonly settle: (reply: Reply) => void }>();
  return {
    listen(stream) {
      listener?.close();
      listener = stream;
      for (const { line } of pending.values()) stream.write(line);
    },
    listened: () => listener !== undefined && !listener.destroyed && !listener.closed,
    relay(message) {
      if (pending.size >= pendingMax) return Promise.resolve(plain(503, `${pendingMax} messages wait for the runner already`));
      const id = randomUUID();
      const line = `${JSON.stringify({ ...message, id } satisfies Message)}\n`;
      const answered = Promise.withResolvers<Reply>();
      const late = setTimeout(() => answered.resolve(plain(504, `the runner didn't answer within ${answerMsMax / 1000} s`)), answerMsMax);
      pending.set(id, { line, settle: answered.resolve });
      if (listener !== undefined && !listener.destroyed) listener.write(line);
      return answered.promise.finally(() => {
        clearTimeout(late);
        pending.delete(id);
      });
    },
    answer(id, reply) {
      const one = pending.get(id);
      one?.settle(reply);
      return one !== undefined;
    },
    close() {
      listener?.close();
      for (const { settle } of pending.values()) settle(noRunner);
    },
  };
}
