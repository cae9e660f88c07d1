/** Holds the server that takes mail for gameday's receivers by SMTP: a smarthost that keeps nothing, and says with each reply what became of a message. */
import type { AddressInfo, Socket } from 'node:net';
import type { SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { MailReply, Refused, TakeMail } from '../../ports/capabilities.ts';
import { reasonOf } from '../../problem.ts';
import { type RangeAddress, urlOf } from '../../range/address.ts';
import { open } from '../../range/kit/listen.ts';
import { SMTPServer } from '../../range/kit/smtp-server.ts';

export interface SmtpIn {
  readonly listen: RangeAddress;
  readonly take: TakeMail;
  readonly refused: Refused;
}

export interface OpenSmtp {
  /** `HOST:PORT`. */
  readonly at: string;
  close(): Promise<void>;
}

export const messageBytesMax = 10_000_000;
/** Of all messages that are being read at one moment. */
const allBytesMax = 200_000_000;
/** More at once are told to come again. */
const clientsMax = 500;
/** Without a word; and in all, since who trickles says a word now and then. */
export const idleMs = 30_000;
export const connectionMs = 300_000;
/** One that no credential may be, so that a tool's handling of a refused log-in can be tried. */
const wrongPassword = 'gameday-wrong';

const failed = ({ code, text }: MailReply): Error => Object.assign(new Error(text), { responseCode: code });
const addressOf = (address: SMTPServerAddress | false): string => (address === false ? '' : address.address);

const tooBig: MailReply = { code: 552, text: '5.3.4 message too big for system' };
const noRoom: MailReply = { code: 452, text: '4.3.1 insufficient system storage' };

/** What is not taken is read to its end all the same, as SMTP asks, and not kept. */
function messageReader(): (stream: SMTPServerDataStream) => Promise<Uint8Array | MailReply> {
  let reading = 0;
  return (stream) =>
    new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      let reply: MailReply | undefined;
      const drop = () => {
        reading -= bytes;
        bytes = 0;
        parts.length = 0;
      };
      stream.on('data', (part: Buffer) => {
        if (stream.sizeExceeded) reply = tooBig;
        else if (reading + part.length > allBytesMax) reply ??= noRoom;
        if (reply !== undefined) return drop();
        bytes += part.length;
        reading += part.length;
        return void parts.push(part);
      });
      stream.once('end', () => {
        const raw = Buffer.concat(parts);
        drop();
        resolve(reply ?? raw);
      });
      stream.once('error', (error) => {
        drop();
        reject(error);
      });
    });
}

export async function openSmtp({ listen, take, refused }: SmtpIn): Promise<OpenSmtp> {
  const read = messageReader();
  const replyTo = async (stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<MailReply> => {
    const raw = await read(stream);
    if ('code' in raw) refused(raw.code, raw === tooBig ? `expected a message of at most ${messageBytesMax} bytes, got a longer one` : `expected at most ${allBytesMax} bytes of messages under way at once, got more`);
    return 'code' in raw ? raw : take({ from: addressOf(envelope.mailFrom), to: envelope.rcptTo.map(addressOf), raw });
  };
  async function replied(stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null, text?: string) => void): Promise<void> {
    const reply = await replyTo(stream, session).catch((thrown: unknown): MailReply => ({ code: 451, text: `4.3.0 ${reasonOf(thrown)}` }));
    return reply.code < 300 ? done(null, reply.text) : done(failed(reply));
  }
  const server = new SMTPServer({
    name: 'receivers.gameday.example',
    banner: 'gameday receivers',
    // There is no certificate that a client could check, and nothing leaves this machine; and a success is told by nobody's DSN but the receiver's.
    disabledCommands: ['STARTTLS'],
    hideDSN: true,
    allowInsecureAuth: true,
    authOptional: true,
    disableReverseLookup: true,
    size: messageBytesMax,
    maxClients: clientsMax,
    socketTimeout: idleMs,
    closeTimeout: 1,
    onAuth: ({ username, password }, _session, done) => {
      if (password !== wrongPassword) return done(null, { user: username ?? '' });
      refused(535, 'expected a credential, got the one that is reserved for refusals');
      return done(failed({ code: 535, text: '5.7.8 authentication credentials invalid' }));
    },
    onData: (stream, session, done) => {
      void replied(stream, session, done);
    },
  });
  // A client that vanishes in the middle of a dialogue is no trouble of ours.
  server.on('error', () => undefined);
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket) => {
    const cut = setTimeout(() => socket.destroy(), connectionMs).unref();
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(cut);
      sockets.delete(socket);
    });
  });
  await open(server.server, listen);
  server.server.unref();
  const { port } = server.server.address() as AddressInfo;
  return {
    at: urlOf({ host: listen.host, port }, 'smtp').slice('smtp://'.length),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.server.close(() => resolve());
      }),
  };
}
