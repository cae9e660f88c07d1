/** Holds what only the model is told, beside the range's own settings, each with its default; docs/model.md says where it comes from. */
import { z } from 'zod';

const ms = z.number().nonnegative().max(3_600_000);
const share = z.number().min(0).max(1);

const ttl = z.strictObject({ ms: ms.positive().describe('for how long such a resolver keeps an answer'), share: share.describe('share of users behind it') });

/** Shares of a distribution add up to one, or somebody would be left out. */
const ttls = z
  .array(ttl)
  .min(1)
  .refine((all) => Math.abs(all.reduce((sum, one) => sum + one.share, 0) - 1) < 1e-6, { error: 'expected shares that add up to 1' });

export const modelSettings = z.strictObject({
  overrunMs: ms.default(0.05).describe('how much longer than declared a request holds a worker of the edge'),
  hopsMs: ms.default(4.6).describe('what router, edge and origin take for a request beside the work that they are told to do'),
  spread: z.number().min(1).max(10).default(4.5).describe('the 95th percentile of an answer beyond its work, as a multiple of the middle one'),
  disfavour: z.number().min(0).max(10).default(1.13).describe('how much likelier than the mean a legitimate request is turned away by a full edge'),
  recall: share.default(1).describe("share of an attack's requests that partner A's filter strips once it has learned"),
  harm: share.default(0).describe('share of legitimate requests that it blocks meanwhile'),
  recallB: share.default(0.977).describe("the same of partner B's filter, whose rules are others"),
  harmB: share.default(0.045).describe('share of legitimate requests that it blocks meanwhile'),
  learnMs: ms.default(710).describe('for how long after being switched in a filter lets everything pass'),
  exchangeMs: ms.default(10).describe('one exchange with a healthy dependency through its proxy'),
  toxicMs: ms.default(0.06).describe('what a toxic that delays adds beyond the delay that it was told'),
  greetingMs: ms.default(107).describe("a greeting and a good-bye through the relay's proxy"),
  smtpMs: ms.default(110).describe('one dialogue with a healthy relay'),
  mailQueue: z
    .strictObject({ retryMs: ms.positive().default(1_800_000), giveUpMs: z.number().positive().default(432_000_000) })
    .nullable()
    .default(null)
    .describe("how often notices that the relay couldn't take are handed in again, and for how long; null, as in the range, for senders that try once"),
  noticeMs: ms.default(16).describe("from the end of the watchman's wait for related alerts to the notification"),
  commandMs: ms.default(9.6).describe('from a command to divert to the route that follows it'),
  dns: z
    .strictObject({ ttls: ttls.default([{ ms: 20_000, share: 0.88 }, { ms: 300_000, share: 0.093 }, { ms: 3_600_000, share: 0.027 }]) })
    .prefault({})
    .describe('diversion by DNS: each user follows when the answer that their resolver keeps is too old, at any moment of its life alike'),
  bgp: z
    .strictObject({ fromMs: ms.default(30_000), toMs: ms.default(120_000) })
    .refine(({ fromMs, toMs }) => fromMs <= toMs, { error: 'expected `fromMs` to be at most `toMs`' })
    .prefault({})
    .describe('diversion by BGP: networks follow evenly between these two times'),
});

export type ModelSettings = z.output<typeof modelSettings>;
/** As a file gives them: any of them, the others keep their defaults. */
export type ModelInput = z.input<typeof modelSettings>;
