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
      // One small node floods, serves and judges here: where its API server gives no answer in time the drill is inconclusive, or left to the reaper.
      // A pass it can't become.
      expect([1, 2, 3], exit.output).to.include(exit.code);
      expectPlainWords(exit, exit.code ?? -1);
      await nothingLeft(at(), run.of('run.opened')[0]?.run ?? '', 120_000);
      process.stdout.write(`      ended with ${exit.code ?? 'a signal'}\n`);
      if (exit.code !== 1) return;
      expectAllWithdrawn(run.events());
      const { capabilities } = JSON.parse(readFileSync(join(run.folder, 'scorecard.json'), 'utf8')) as Scorecard;
      expect(capabilities.filter(({ rating }) => rating === 'M' || rating === 'U').length, exit.output).to.be.greaterThan(0);
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
