/** Holds the capability `plays`: a responder's moves on the practised system, and whom they reach. */

/** Where a vendor tells its customers. *social* and *call* leave by the run's own receivers, and are refused where a world serves none. */
export const noticeChannels = ['email', 'status-page', 'social', 'call'] as const;

export interface Notice {
  readonly id: string;
  readonly channel: (typeof noticeChannels)[number];
  readonly title: string;
  readonly text: string;
  readonly nextUpdateMs?: number;
}

/** A customer as the world knows them. */
export interface Member {
  readonly id: string;
  readonly address: string;
  /** Their number; no real customer has it. */
  readonly phone: string;
  readonly region: string;
  readonly tier: string;
  readonly channels: readonly string[];
  /** Whether they have an account manager. */
  readonly managed: boolean;
}

/** What a customer wants of the support desk. A call that doesn't ring any more has left a message. */
export type Ask = { readonly id: string; readonly way: 'call'; readonly line: string; readonly rings: boolean } | { readonly id: string; readonly way: 'portal' | 'email' | 'social' };

/** A responder's moves on the practised system. */
export interface Plays {
  /** What waits for the support desk in such ways. Mails wait on after they were answered: whoever reads them keeps count. */
  asks(ways: readonly Ask['way'][], stop: AbortSignal): Promise<readonly Ask[]>;
  /** Answers a call or calls back, acknowledges a case, replies; resolves with whether it still could. */
  answer(ask: Ask, text: string, stop: AbortSignal): Promise<boolean>;
  /** Deletes a case, as happened in 2013. */
  remove(id: string, stop: AbortSignal): Promise<void>;
  route(stop: AbortSignal): Promise<string>;
  /** Points the entry at `to` only if it is still at `from`; resolves with where it points afterwards. */
  setRoute(from: string, to: string, stop: AbortSignal): Promise<string>;
  /** Puts a notice on its channel; resolves per addressee with the rung that was proved by the answer. */
  publish(notice: Notice, stop: AbortSignal): Promise<readonly { to?: string; rung: 'submitted' | 'accepted'; atMs: number; error?: string }[]>;
  /** The customers who take part: whom the vendor has on its distribution list by some channel, and others, whose `channels` are empty. */
  audience(stop: AbortSignal): Promise<readonly Member[]>;
}
