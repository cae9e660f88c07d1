/** Replays the outage of 2013 in a real cluster: the crew that failed then fails here, and the scorecard says where. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { expectAllWithdrawn, expectPlainWords } from '../trouble/aftermath.ts';
import { nothingLeft, onPractice } from './practice.ts';

describe('lithium-2013 in a cluster', function () {
  this.timeout(480_000);
  const at = onPractice();

  it('never ends well, and leaves nothing', async () => {
    const run = at().drill('lithium-2013');
    try {
      const exit = await run.exited;
      // A cluster that is too small for the flood makes it inconclusive; a pass it can't become.
      expectPlainWords(exit, exit.code === 2 ? 2 : 1);
      expectAllWithdrawn(run.events());
      const { capabilities, headline } = JSON.parse(readFileSync(join(run.folder, 'scorecard.json'), 'utf8')) as Scorecard;
      if (exit.code === 1) expect(capabilities.filter(({ rating }) => rating === 'M' || rating === 'U').length, exit.output).to.be.greaterThan(0);
      process.stdout.write(`      ${headline}\n`);
      await nothingLeft(at(), run.of('run.opened')[0]?.run ?? '', 30_000);
    } finally {
      run.clean();
    }
  });

  it('goes down without a trace of it', async () => {
    const { code, output } = await at().say('range', 'down');
    expect(code, output).to.equal(0);
    const left = await at().kubectl('get', 'all,configmap,lease,serviceaccount,role,rolebinding', '-o', 'name');
    expect(left.split('\n').filter((name) => name !== '' && !['configmap/kube-root-ca.crt', 'serviceaccount/default'].includes(name))).to.deep.equal([]);
  });
});
