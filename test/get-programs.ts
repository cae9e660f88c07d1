/** Gets k6 and Toxiproxy before the first test, as `gameday setup` does, so that the tests run on a bare machine too; and says which test needed a second try. */
import { getPrograms } from '../src/cli/get-programs.ts';

export const mochaGlobalSetup = async (): Promise<void> => {
  await getPrograms({ env: process.env }, (text) => process.stderr.write(`${text}\n`));
};

/** Whole drills on a machine that others use too may be tried twice (`this.retries`); that it was needed must show. */
export const mochaHooks = {
  afterEach(this: Mocha.Context): void {
    const test = this.currentTest as (Mocha.Test & { currentRetry(): number }) | undefined;
    if (test !== undefined && test.currentRetry() > 0) process.stdout.write(`      SECOND TRY, ${test.state ?? 'pending'}: ${test.fullTitle()}\n`);
  },
};
