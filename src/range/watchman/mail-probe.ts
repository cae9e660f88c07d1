/** Holds the watchman's look at the relay: a short SMTP dialogue up to the recipient, as a sender's server would begin it. */
import { connect } from 'node:net';
import type { RangeAddress } from '../address.ts';

const says = ['EHLO watchman.range.example', 'MAIL FROM:<watchman@range.example>', 'RCPT TO:<watchman@range.example>', 'QUIT'] as const;

/** Resolves with what went wrong, or undefined where the relay would have taken a message within `timeoutMs`. Never rejects. */
export function tryMail(relay: RangeAddress, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(relay.port, relay.host);
    let step = 0;
    let text = '';
    const end = (trouble: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(trouble);
    };
    const timer = setTimeout(() => end(step === 0 ? 'no greeting' : `no reply to ${says[step - 1]?.split(' ')[0]}`), timeoutMs);
    socket.setEncoding('utf8');
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on('close', () => end('the connection was closed'));
    socket.on('data', (chunk: string) => {
      text += chunk;
      // A reply ends with a line that has a space after its code; lines before it have a hyphen.
      const last = /(?:^|\n)(\d{3}) [^\n]*\n$/.exec(text);
      if (last === null) return;
      text = '';
      if (!last[1]?.startsWith('2')) return end(`reply ${last[0].trim()}`);
      if (step === says.length - 1) return end(undefined);
      socket.write(`${says[step]}\r\n`);
      step += 1;
    });
  });
}
