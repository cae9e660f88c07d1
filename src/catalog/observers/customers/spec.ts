/** Holds what a scenario says of the observer `customers`: how often people come on each way to the vendor, and how patient they are. */
import { z } from 'zod';
import { span, spanRange } from '../../spans.ts';
import { every } from '../rounds.ts';

/** How many customers a way has is drawn from the seed around this time between two of them. */
const mean = (text: string, what: string) => span.refine((ms) => ms >= 50, { error: 'expected at least 50ms: customers must not become the flood' }).nullable().prefault(text).describe(`mean time between two customers who ${what}; null for none`);

export const customersSpec = z
  .strictObject({
    every: every('10s').describe('how often one opens a case in the portal, and looks after the cases that are open'),
    hotline: mean('5s', 'call the hotline, then the next number, then their account manager'),
    accountManager: mean('20s', 'call their account manager at once'),
    email: mean('15s', 'write to support'),
    social: mean('15s', 'ask in public on social media'),
    patience: spanRange.prefault('8s..30s').describe('how long a caller lets it ring before giving up'),
    talk: spanRange.prefault('2s..5s').describe('how long a caller stays on the line once somebody answers'),
    timeout: span.prefault('3s').describe('how long one waits for an answer of a page'),
  })
  .transform(({ every, timeout, ...spec }) => ({ ...spec, everyMs: every, timeoutMs: timeout }));

export type CustomersSpec = z.output<typeof customersSpec>;
