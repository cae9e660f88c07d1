/** Holds how messages for gameday's receivers arrive from the cluster: the outpost tells of each, and its sender gets the receiver's answer. */
import type { ClientHttp2Session } from 'node:http2';
import { createInterface } from 'node:readline';
import type { Message, Reply } from '../../../outpost/contract.ts';
import type { Answer } from '../../../ports/capabilities.ts';
import { reasonOf } from '../../../problem.ts';
import { askOn } from './ask.ts';

/** Listens on each session that it is given. */
export function outpostInbox(run: string, base: string, answer: Answer): (session: ClientHttp2Session) => void {
  const inbox = `/runs/${encodeURIComponent(run)}/inbox`;
  /** A message that comes again, since the tunnel broke before its answer arrived, was received once. */
  const replies = new Map<string, Promise<Reply>>();
  const replyTo = async ({ method, path, headers, body }: Message): Promise<Reply> => {
    try {
      return await answer({ method, base, path, headers, body: Buffer.from(body, 'base64') });
    } catch (thrown) {
      return { status: 500, contentType: 'text/plain; charset=utf-8', body: reasonOf(thrown) };
    }
  };
  const receive = async (session: ClientHttp2Session, message: Message) => {
    const reply = replies.get(message.id) ?? replyTo(message);
    replies.set(message.id, reply);
    await askOn(session, 'POST', `${inbox}/${message.id}`, await reply, AbortSignal.timeout(10_000));
    replies.delete(message.id);
  };
  return (session) => {
    const stream = session.request({ ':method': 'GET', ':path': inbox });
    stream.on('error', () => {});
    createInterface({ input: stream }).on('line', (line) => {
      // A session that breaks meanwhile is followed by another, over which the message comes again.
      receive(session, JSON.parse(line) as Message).catch(() => {});
    });
  };
}
