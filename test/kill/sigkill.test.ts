/** Kills the runner of a real drill with SIGKILL at several moments: no toxic, no generator, no port may be left, and the report must be rebuilt. */
import { expect } from 'chai';
import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../../src/record/events.ts';
import { startTimeOf } from '../../src/tools/process-table.ts';
import { machineProcesses } from '../../src/tools/processes.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { gameday, liveRun, type LiveRun } from './live-run.ts';

const moments: Record<string, (run: LiveRun) => Promise<unknown>> = {
  'while the range is coming up': (run) => run.until('child.started'),
  'before the first inject': (run) => run.until('timeline.started'),
  'between plan and apply of the flood': (run) => run.until('change.planned', (event) => event.action === 'flood'),
  'mid-flood, with a latency toxic active and mail down': async (run) => {
    await run.until('change.applied', (event) => event.inject.includes('flood'));
    await run.until('change.applied', (event) => event.inject.includes('latency'));
    await run.until('change.applied', (event) => event.inject.includes('mail'));
  },
};

/** Every port on which something of the run ever listened, from the world's description. */
function portsOf(events: readonly Event[]): number[] {
  const opened = events.find((event) => event.kind === 'world.opened');
  const text = JSON.stringify(opened ?? {});
  return [...new Set([...text.matchAll(/"port":(\d+)/g)].map(([, port]) => Number(port)))];
}

const listening = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), done(true))).once('error', () => done(false));
  });

describe('SIGKILL of the runner', function () {
  this.timeout(90_000);
  this.retries(1);

  for (const [moment, reached] of Object.entries(moments)) {
    it(`leaves nothing behind ${moment}`, async () => {
      const run = liveRun('test/fixtures/kill.yaml');
      try {
        await reached(run);
        const killed = performance.now();
        run.child.kill('SIGKILL');
        await run.exited;
        const closed = await run.until('run.closed', undefined, 20_000);
        const tookMs = performance.now() - killed;
        const events = run.events();

        expect(closed.because).to.equal('cut short');
        expect(closed.leftBehind).to.deep.equal([]);
        const children = events.filter((event) => event.kind === 'child.started');
        expect(children, 'children in the record').to.have.lengthOf.at.least(1);
        expect(children.filter((child) => startTimeOf(child.pid) === child.started).map((child) => child.name), 'processes still alive').to.deep.equal([]);
        const name = events.find((event) => event.kind === 'run.opened')?.run ?? '';
        expect(name).not.to.equal('');
        expect(await machineProcesses(systemClock).ofRun(name), 'processes that nobody wrote down').to.deep.equal([]);
        const open = [];
        for (const port of portsOf(events)) if (await listening(port)) open.push(port);
        expect(open, 'ports still open').to.deep.equal([]);
        const planned = events.filter((event) => event.kind === 'change.planned').map((event) => `${event.inject}/${event.n}`);
        const withdrawn = events.filter((event) => event.kind === 'change.withdrawn').map((event) => `${event.inject}/${event.n}`);
        expect(withdrawn, 'changes proved gone').to.include.members(planned);

        const judged = await gameday('judge', run.folder).exited;
        expect(judged.output).to.match(/cut short/);
        expect(judged.output).not.to.match(/\n\s+at .*:\d+:\d+/);
        expect(judged.code, judged.output).to.equal(2);
        expect(existsSync(join(run.folder, 'scorecard.html'))).to.equal(true);
        process.stdout.write(`      proved gone ${Math.round(tookMs)} ms after the kill\n`);
      } finally {
        run.clean();
      }
    });
  }
});
