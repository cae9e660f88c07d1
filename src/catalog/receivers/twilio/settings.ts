/** Holds what a scenario may set of the receiver `twilio`, and the pace at which it puts calls and messages through. */
import { z } from 'zod';
import { spanRange } from '../../spans.ts';
import { people } from './people.ts';

const share = z.number().min(0).max(1);

export const settings = z.strictObject({
  callsPerSecond: z.number().positive().max(1000).default(1).describe('calls that are put through in a second, as Twilio does by default; the others wait in a queue'),
  people: people.prefault({}).describe('who answers calls'),
  messagesPerSecond: z.number().positive().max(1000).default(1).describe('messages that are sent in a second from one number, as from a long number'),
  messages: z
    .strictObject({
      delivered: share.default(0.97).describe('share of messages that a handset confirms'),
      deliver: spanRange.prefault('2s..8s').describe('how long a handset takes to confirm one'),
      replies: share.default(0.3).describe('share of delivered messages that a person answers with the keyword'),
      reply: spanRange.prefault('20s..90s').describe('how long that takes'),
      keyword: z.string().min(1).default('ACK').describe('the reply that acknowledges a message'),
      replyUrl: z.url().optional().describe('where replies are posted to, as to the URL of a number that takes messages'),
    })
    .prefault({})
    .describe('what becomes of messages'),
  perSecondMax: z.int().positive().default(100).describe('requests of an account in a second'),
});
export type Settings = z.output<typeof settings>;

/** Gives the moment of the next free slot, one after the other. */
export function pace(perSecond: number): (nowMs: number) => number {
  let nextMs = -Infinity;
  return (nowMs) => {
    const atMs = Math.max(nowMs, nextMs);
    nextMs = atMs + 1000 / perSecond;
    return atMs;
  };
}
