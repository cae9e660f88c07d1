/** Holds the range's settings as a scenario writes them, with their defaults: capacity, filters, watchman, audience, mail, origins. */
import { z } from 'zod';
import { loopbackUrl } from './address.ts';

const ms = z.number().int().nonnegative();

/**
 * The edge's finite capacity. A request holds one worker for `serviceMs` times the cost of its path, so the capacity is
 * workers / serviceMs x 1000 units of cost a second: 8 / 40 ms = 200. Time spent at an origin holds no worker.
 */
export const capacitySettings = z.strictObject({
  workers: z.number().int().positive().default(8),
  queue: z.number().int().nonnegative().default(150).describe('requests that may wait for a worker; one more is answered 503'),
  queueTimeoutMs: ms.default(1000).describe('longest wait for a worker; then 504'),
  serviceMs: z.number().positive().default(40).describe('how long a request of cost 1 holds a worker'),
  cost: z
    .record(z.string(), z.number().positive())
    .default({ '/communities/search': 4, '/communities/login': 2, '/social/search': 4 })
    .describe('cost by the beginning of the path, the longest match counts; every other path costs 1'),
  upstreamTimeoutMs: ms.default(10_000).describe('longest wait for an origin; then 504'),
});

/** How a scrubbing partner filters. Its rules look at what any filter could see; see partner/rules-a.ts and rules-b.ts. */
export const partnerSettings = z.strictObject({
  broken: z.boolean().default(false).describe('answers 502 to everything: a partner that fails when it is needed'),
  perSourceRps: z.number().positive().default(6).describe('lasting rate that one source address may keep up; sessions seen behind it raise it'),
  pressureRps: z.number().positive().default(60).describe('arrivals a second above which the strict rules apply'),
  inspectMs: ms.default(0).describe('delay that scrubbing adds to every request'),
});

/**
 * One pair of windows of the burn-rate rule: it fires while both burn the error budget at least `burn` times too fast.
 * The defaults are the first two of the SRE Workbook (chapter 5, table 5-8: 1 h and 5 min at 14.4, 6 h and 30 min at 6), 60 times as fast.
 */
export const burnWindow = z.strictObject({ longMs: ms.positive(), shortMs: ms.positive(), burn: z.number().positive() });

export const watchmanRules = ['burn-rate', 'mail', 'surge'] as const;

export const watchmanSettings = z.strictObject({
  objective: z.number().gt(0).lt(1).default(0.999).describe('share of requests that must be answered well'),
  slowMs: ms.default(1000).describe('an answer that took longer counts as bad'),
  windows: z.array(burnWindow).min(1).default([{ longMs: 60_000, shortMs: 5000, burn: 14.4 }, { longMs: 360_000, shortMs: 30_000, burn: 6 }]),
  minRequests: z.number().int().positive().default(20).describe('requests that the short window must hold before the rule may fire'),
  rules: z.array(z.enum(watchmanRules)).default(['burn-rate', 'mail']),
  surge: z
    .strictObject({ factor: z.number().gt(1).default(3), overRps: z.number().nonnegative().default(50), windowMs: ms.positive().default(3000) })
    .prefault({})
    .describe('the naive rule `surge`: more than `factor` times the usual rate, whoever sends it; it cannot tell an attack from a flash crowd'),
  mailEveryMs: ms.positive().default(1000).describe('how often a short message is handed in at the relay; one that has not arrived twice as long afterwards is a failure'),
  mailFailures: z.number().int().positive().default(3).describe('failures in a row before mail is alerted on'),
  scrapeMs: ms.positive().default(500),
  groupWaitMs: ms.default(1000).describe('wait before the first notification of a group, so that related alerts travel together'),
  groupIntervalMs: ms.default(1000).describe('wait before a further notification of the same group'),
  webhook: loopbackUrl.optional().describe('where notifications go; given by the launcher, or here for a receiver of your own'),
});

export const mailSettings = z.strictObject({
  slowMs: ms.default(3000).describe('how long each reply waits in mode `slow`'),
  deliverMs: ms.default(50).describe('from accepted to delivered'),
});

/** A customer who takes part. Addresses are those of a sandbox: a range has no way to anybody else. */
export const customer = z.strictObject({
  id: z.string().min(1),
  address: z.string().endsWith('.example'),
  phone: z.string(),
  region: z.string(),
  tier: z.string(),
  channels: z.array(z.string()),
  managed: z.boolean(),
});

export const audienceSettings = z.strictObject({
  customers: z.number().int().nonnegative().max(5000).default(20),
  withoutEmail: z.number().min(0).max(1).default(0.1).describe('share of customers with no e-mail address on the list'),
  withoutStatusPage: z.number().min(0).max(1).default(0.3).describe('share of customers who do not follow the status page'),
  members: z.array(customer).max(500).optional().describe('the customers by name, instead; a scenario with a panel fills them in'),
});

export const hotlineSettings = z.strictObject({
  lines: z
    .array(z.strictObject({ name: z.string().min(1), lines: z.number().int().positive().default(4).describe('calls that it can take at once; one more is busy') }))
    .min(1)
    .default([{ name: 'hotline', lines: 4 }, { name: 'next-number', lines: 2 }])
    .describe('the numbers of support, in the order in which customers try them'),
  voicemailAfterMs: ms.nullable().default(15_000).describe('when a call that rings is taken by the machine; null for lines without one'),
});

/** What an origin needs for a request, by kind. */
export const originSettings = z.strictObject({
  pageMs: ms.default(5),
  searchMs: ms.default(20),
  loginMs: ms.default(10),
});

export const rangeSettings = z.strictObject({
  edge: z.strictObject({ cloaked: z.boolean().default(false).describe('accepts only the router and the partners'), capacity: capacitySettings.prefault({}) }).prefault({}),
  partners: z.strictObject({ a: partnerSettings.prefault({}), b: partnerSettings.prefault({}) }).prefault({}),
  watchman: watchmanSettings.prefault({}),
  audience: audienceSettings.prefault({}),
  mail: mailSettings.prefault({}),
  hotline: hotlineSettings.prefault({}),
  origins: z.strictObject({ communities: originSettings.prefault({}), social: originSettings.prefault({}) }).prefault({}),
  passphrase: z.string().min(8).default('practice-range').describe('how the edge knows the router and the partners; no secret, since the range never leaves this machine'),
});

export type RangeSettings = z.output<typeof rangeSettings>;
