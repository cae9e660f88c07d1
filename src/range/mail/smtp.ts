/** Holds the relay's SMTP side: a real server whose replies depend on the mode of the moment. */
import type { SMTPServer as Server } from 'smtp-server';
import { SMTPServer } from '../kit/smtp-server.ts';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** What the relay decides; each may take its time. A returned error is the reply. */
export interface Clerk {
  /** Never resolving means never greeting. */
  greet(): Promise<undefined>;
  sender(): Promise<Error | undefined>;
  recipient(): Promise<Error | undefined>;
  message(envelope: Envelope, raw: string): Promise<Error | undefined>;
}

const messageBytesMax = 5_000_000;

export const reply = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

const addressOf = (address: { address: string } | false): string => (address === false ? '' : address.address);

async function pass(decision: Promise<Error | undefined>, answer: (error?: Error) => void): Promise<void> {
  answer(await decision);
}

export function createSmtp(clerk: Clerk): Server {
  const server = new SMTPServer({
    name: 'relay.range.example',
    banner: 'practice relay',
    // Neither is of use on one machine, and both would make every client do more than say its message.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    authOptional: true,
    size: messageBytesMax,
    // Longer than a drill: a hanging relay hangs until its mode changes.
    socketTimeout: 3_600_000,
    closeTimeout: 1,
    onConnect: (_session, done) => void pass(clerk.greet(), done),
    onMailFrom: (_address, _session, done) => void pass(clerk.sender(), done),
    onRcptTo: (_address, _session, done) => void pass(clerk.recipient(), done),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(chunks).toString('utf8');
        void pass(clerk.message({ from: addressOf(mailFrom), to: rcptTo.map(addressOf) }, raw), done);
      });
    },
  });
  // A client that vanishes in the middle of a dialogue is no trouble of the relay's.
  server.on('error', () => undefined);
  return server;
}
