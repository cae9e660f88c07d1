/** Holds the observer `customers`: people who want to know what is going on, on every way to the vendor, and what became of each. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { span, spanRange } from '../spans.ts';
import { openCases } from './customers/cases.ts';
import { callSupport } from './customers/calls.ts';
import { crowdOf } from './customers/crowd.ts';
import { askInPublic, followInPublic, writeToSupport } from './customers/letters.ts';
import { every, tasks } from './rounds.ts';

/** How many customers a way has is drawn from the seed around this time between two of them. */
const mean = (text: string, what: string) => span.refine((ms) => ms >= 50, { error: 'expected at least 50ms: customers must not become the flood' }).nullable().prefault(text).describe(`mean time between two customers who ${what}; null for none`);

const spec = z
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

export type CustomersSpec = z.output<typeof spec>;

export const customers = observer({
  kind: 'customers',
  summary: 'plays customers: they call the hotline and the next number, open cases, write mails, ask and read on social media, and call their account managers',
  // What only a world with the moves of responders has: a team's own system is not written to, and its people are not called.
  needs: ['http', 'entries', 'plays', 'phone', 'mail'],
  spec,
  observe: async (spec, world, emit, stop) => {
    const underway = tasks('observer customers', emit, stop);
    const crowd = crowdOf(spec, world, emit, stop, (task) => underway.start(task));
    await Promise.all([
      openCases(crowd),
      crowd.come('hotline', spec.hotline, () => true, (one) => callSupport(crowd, one)),
      crowd.come('account-manager', spec.accountManager, ({ managed }) => managed, (one) => callSupport(crowd, one, [])),
      crowd.come('email', spec.email, () => true, (one) => writeToSupport(crowd, one)),
      crowd.come('social', spec.social, () => true, (one) => askInPublic(crowd, one)),
      followInPublic(crowd),
    ]);
    await underway.done();
  },
});
