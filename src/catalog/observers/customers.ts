/** Holds the observer `customers`: people who want to know what is going on, on every way to the vendor, and what became of each. */
import { observer } from '../observer.ts';
import { openCases } from './customers/cases.ts';
import { callSupport } from './customers/calls.ts';
import { crowdOf } from './customers/crowd.ts';
import { askInPublic, followInPublic, writeToSupport } from './customers/letters.ts';
import { customersSpec } from './customers/spec.ts';
import { tasks } from './rounds.ts';

export const customers = observer({
  kind: 'customers',
  summary: 'plays customers: they call the hotline and the next number, open cases, write mails, ask and read on social media, and call their account managers',
  // What only a world with the moves of responders has: a team's own system is not written to, and its people are not called.
  needs: ['http', 'entries', 'plays', 'phone', 'mail'],
  spec: customersSpec,
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
