/** Holds the servers on which teams' tools reach gameday's receivers: one for HTTP behind the run's secret, one for SMTP. */
import type { OpenOptions } from '../../ports/capabilities.ts';
import type { RangeAddress } from '../../range/address.ts';
import { freshSecret } from '../secret.ts';
import { openHttp } from './inbound/http.ts';

export interface Receivers {
  /** The base URL, with the secret; a receiver's kind is the path below it. */
  readonly url: string;
  /** `HOST:PORT`. */
  readonly smtp: string;
  close(): Promise<void>;
}

export interface ReceiversAt {
  /** Port 0, the default, is any free one. */
  readonly http?: RangeAddress;
  readonly smtp?: RangeAddress;
  /** A new one where none is given. In a cluster it is the namespace's, and stays from run to run. */
  readonly secret?: string;
}

const anyPort: RangeAddress = { host: '127.0.0.1', port: 0 };

export async function openReceivers({ receive, receiveMail, refused = () => {} }: Pick<OpenOptions, 'receive' | 'receiveMail' | 'refused'>, at: ReceiversAt = {}): Promise<Receivers> {
  const nobody = async () => ({ code: 550, text: '5.3.2 nobody takes mail here' });
  const http = await openHttp({ listen: at.http ?? anyPort, secret: at.secret ?? freshSecret(), answer: receive, refused });
  try {
    // Loaded here: it takes a moment, and most programs of this world serve no receivers.
    const { openSmtp } = await import('../../tools/smtp/receive.ts');
    const smtp = await openSmtp({ listen: at.smtp ?? anyPort, take: receiveMail ?? nobody, refused });
    return { url: http.url, smtp: smtp.at, close: async () => void (await Promise.all([http.close(), smtp.close()])) };
  } catch (problem) {
    await http.close();
    throw problem;
  }
}
