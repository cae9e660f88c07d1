/** Gets k6 and Toxiproxy before the first test, as `gameday setup` does, so that the tests run on a bare machine too. */
import { getPrograms } from '../src/cli/get-programs.ts';

export const mochaGlobalSetup = async (): Promise<void> => {
  await getPrograms({ env: process.env }, (text) => process.stderr.write(`${text}\n`));
};
