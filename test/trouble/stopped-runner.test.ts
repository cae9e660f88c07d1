/** Stops the runner for longer than its reaper waits: the reaper withdraws everything, and the runner never touches anything again. */
import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf } from '../../src/tools/process-table.ts';
import { gameday, liveRun } from '../kill/live-run.ts';
import { expectAllWithdrawn, expectNobodyLeft, expectPlainWords, scenario } from './aftermath.ts';

describe('A runner that is stopped and goes on', function () {
  this.timeout(90_000);
  this.retries(1);

  it('has lost its drill to the reaper', async () => {
    const run = liveRun(scenario);
    const { pid } = run.child;
    try {
      await run.until('change.applied', (event) => event.inject === 'latency');
      run.child.kill('SIGSTOP');
      const socket = readFileSync(join(run.folder, 'control-socket.txt'), 'utf8').trim();
      expect(existsSync(socket)).to.equal(true);
      const stoppedMs = performance.now();
      const closed = await run.until('run.closed', undefined, 20_000);
      process.stdout.write(`      proved gone ${Math.round(performance.now() - stoppedMs)} ms after the stop\n`);
      const atClose = run.events().length;
      run.child.kill('SIGCONT');
      await run.exited;

      expect(pid === undefined ? undefined : startTimeOf(pid), 'the runner').to.equal(undefined);
      expect(closed).to.include({ because: 'cut short' });
      for (const until = performance.now() + 2000; existsSync(dirname(socket)) && performance.now() < until; ) await sleep(20);
      expect(existsSync(dirname(socket)), 'the folder of its socket').to.equal(false);
      expect(run.events().slice(atClose).map((event) => event.kind), 'after the end').to.deep.equal([]);
      const taken = run.of('segment.opened').find((event) => event.writer === 'reaper');
      expect(taken?.after).not.to.equal(undefined);
      expectAllWithdrawn(run.events());
      await expectNobodyLeft(run.events());
      const judged = await gameday('judge', run.folder).exited;
      expectPlainWords(judged, 2);
      expect(judged.output).to.match(/cut short/i);
    } finally {
      run.clean();
    }
  });
});
