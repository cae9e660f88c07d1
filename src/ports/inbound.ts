/** Holds how messages from outside come to gameday's receivers, and how they are answered. */

/** A message from outside to one of gameday's receivers; `body` keeps the bytes, since signatures are made over them. */
export interface Inbound {
  readonly method: string;
  /** The base URL that the sender used, without a slash at its end; `path` is what stands behind it. */
  readonly base: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Outbound {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  /** Beside the content type: such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A message that came by SMTP: its envelope, and its bytes as they were sent. */
export interface InboundMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Uint8Array;
}

/** 250 takes a message; 4xx asks the sender to come again, 5xx refuses it for good. `text` begins with the enhanced code (RFC 3463). */
export interface MailReply {
  readonly code: number;
  readonly text: string;
}

export type Answer = (request: Inbound) => Promise<Outbound>;

export type TakeMail = (message: InboundMail) => Promise<MailReply>;

/** Puts down what never came to a receiver, such as a request without the receivers' secret, with the status that it was answered with. */
export type Refused = (status: number, why: string) => void;
