/** Holds the watchman's look at the relay: it hands in a short message to a mailbox of its own, and later looks for it there. */
import { connect } from 'node:net';
import type { RangeAddress } from '../address.ts';
import { call } from '../services/call.ts';

/** What is sent, each with what it is called and how the reply to it must begin. */
const dialogue = (address: string, id: string) =>
  [
    ['EHLO', 'EHLO watchman.range.example', '2'],
    ['MAIL', `MAIL FROM:<${address}>`, '2'],
    ['RCPT', `RCPT TO:<${address}>`, '2'],
    ['DATA', 'DATA', '3'],
    ['the message', `From: <${address}>\r\nTo: <${address}>\r\nMessage-ID: <${id}>\r\nSubject: Watchman\r\n\r\nDoes mail get through?\r\n.`, '2'],
    ['QUIT', 'QUIT', '2'],
  ] as const;

/** Resolves with what went wrong, or undefined where the relay took the message within `timeoutMs`. Never rejects. */
function handIn(relay: RangeAddress, address: string, id: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const says = dialogue(address, id);
    const socket = connect(relay.port, relay.host);
    let step = 0;
    let text = '';
    const end = (trouble: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(trouble);
    };
    const timer = setTimeout(() => end(step === 0 ? 'no greeting' : `no reply to ${says[step - 1]?.[0]}`), timeoutMs);
    socket.setEncoding('utf8');
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on('close', () => end('the connection was closed'));
    socket.on('data', (chunk: string) => {
      text += chunk;
      // A reply ends with a line that has a space after its code; lines before it have a hyphen.
      const last = /(?:^|\n)(\d{3}) [^\n]*\n$/.exec(text);
      if (last === null) return;
      text = '';
      if (!last[1]?.startsWith(says[step - 1]?.[2] ?? '2')) return end(`reply ${last[0].trim()}`);
      const next = says[step];
      if (next === undefined) return end(undefined);
      socket.write(`${next[1]}\r\n`);
      step += 1;
    });
  });
}

/** What became of a message; a mailbox that can't be read is no evidence, neither good nor bad. */
async function missing(mailboxes: RangeAddress, address: string, timeoutMs: number): Promise<string | undefined> {
  const { status, body } = await call({ to: mailboxes, method: 'GET', path: `/mailboxes/${address}`, timeoutMs });
  if (status !== 200) return undefined;
  const [letter] = JSON.parse(body) as readonly { readonly bounce: boolean }[];
  if (letter === undefined) return `a message that it took was not delivered within ${timeoutMs} ms`;
  return letter.bounce ? 'a message that it took was sent back' : undefined;
}

/** A sender that tries the relay once each time it is called, and is patient for `patienceMs` with each of relay, delivery and mailbox. */
export function createMailProbe(relay: RangeAddress, mailboxes: RangeAddress, patienceMs: number): () => Promise<string | undefined> {
  let tries = 0;
  /** Taken by the relay, oldest first; the first is the newest one that should have arrived by now. */
  let taken: readonly { readonly address: string; readonly atMs: number }[] = [];
  return async () => {
    tries += 1;
    // A mailbox for each message: what is there is the answer, and a bounce comes back to it too.
    const address = `watchman-${tries}@range.example`;
    const trouble = await handIn(relay, address, `watch-${tries}@range.example`, patienceMs);
    if (trouble !== undefined) return trouble;
    taken = [...taken, { address, atMs: Date.now() }];
    const due = taken.findLastIndex(({ atMs }) => Date.now() - atMs >= patienceMs);
    taken = taken.slice(Math.max(0, due));
    const [first] = taken;
    return due < 0 || first === undefined ? undefined : missing(mailboxes, first.address, patienceMs);
  };
}
