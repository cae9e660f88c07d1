/** Holds what a receiver is: the far end of a tool that teams already run; it turns what it hears into observations and answers as the tool would. */
import type { z } from 'zod';
import type { HttpAnswer, Inbound, InboundMail, MailReply, Outbound } from '../ports/capabilities.ts';
import type { Clock, Random } from '../ports/time.ts';
import type { Events, Rung } from '../record/events.ts';
import type { Json } from '../record/json.ts';

/** What a receiver may put down. It never judges, and a 2xx of its own never yields *delivered*. */
export type HeardKind = 'alert.heard' | 'notice.moved' | 'case.moved' | 'call.moved' | 'milestone.reached' | 'receiver.refused';

/** Every observation says which rung of its message was proved; a refusal has none. */
export type Hear = <K extends HeardKind>(kind: K, body: Events[K] & (K extends 'receiver.refused' ? unknown : { readonly rung: Rung })) => void;

/** What a receiver works with in one run. */
export interface ReceiverDesk {
  readonly clock: Clock;
  /** A stream of its own, from the run's seed. */
  readonly random: Random;
  readonly hear: Hear;
  /** What the tool signs its messages with, where it signs them; the run's own where nobody gave one. It must never be put down. */
  readonly secret: string;
  /**
   * Calls back, as the tool does: a POST, where `method` doesn't say otherwise. Never rejects; no answer is status 0. What isn't an address of the
   * sandbox is not called: status 0, and `error` says so.
   */
  post(request: { readonly url: string; readonly method?: 'GET'; readonly headers: Readonly<Record<string, string>>; readonly body: string }): Promise<HttpAnswer>;
  /**
   * Makes a responder's move, as a journalled, leased change that is withdrawn with the drill. Rejects where it could not be made. Absent where
   * receivers are served without a drill.
   */
  readonly play?: (kind: string, spec: Json) => Promise<void>;
}

/** One run's receiver: it may remember what it was told. */
export interface Reception {
  /** `base` is the receiver's own base URL as the sender wrote it, `path` what stands behind: the vendor's own path, query included. */
  readonly answer?: (request: Inbound) => Promise<Outbound>;
  /** A whole message by SMTP; the reply is the one after its data. */
  readonly mail?: (message: InboundMail) => Promise<MailReply>;
}

/** How a team points a tool here, as text to paste. */
export interface Setting {
  /** Beside the tool's real receiver, which goes on getting everything. */
  readonly tap?: string;
  /** In place of the real one: for the practice range and for sandboxes. */
  readonly replace?: string;
  /** What the tool has to sign with, where it signs. */
  readonly secret?: string;
}

export interface Receiver {
  /** Also its path below the receivers' base URL. */
  readonly kind: string;
  readonly summary: string;
  /** `url` is the receiver's own base URL, `smtp` is `HOST:PORT`, `secret` as on its desk. */
  readonly settings: (at: { readonly url: string; readonly smtp: string; readonly secret: string }) => Setting;
  /** What a scenario, or a file of settings, may set of it; every field has a default. */
  readonly spec?: z.ZodType<Json, unknown>;
  /** `spec` is the resolved one; without it all is as by default. */
  readonly open: (desk: ReceiverDesk, spec?: Json) => Reception;
}

/** A receiver with settings as its own file writes it, with its own types. */
export interface ReceiverFile<S extends z.ZodType<Json, unknown>> extends Omit<Receiver, 'spec' | 'open'> {
  readonly spec: S;
  open(desk: ReceiverDesk, spec: z.output<S>): Reception;
}

export function receiver<S extends z.ZodType<Json, unknown>>(file: ReceiverFile<S>): Receiver {
  return { ...file, open: (desk, spec) => file.open(desk, (spec ?? file.spec.parse({})) as z.output<S>) };
}

/** A plain answer, as tools give to a request that they don't take. */
export const plain = (status: number, text: string): Outbound => ({ status, body: `${text}\n`, contentType: 'text/plain; charset=utf-8' });
export const json = (status: number, value: unknown, headers?: Readonly<Record<string, string>>): Outbound => ({ status, body: JSON.stringify(value), contentType: 'application/json; charset=utf-8', ...(headers && { headers }) });
