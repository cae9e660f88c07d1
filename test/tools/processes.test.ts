/** Tests that children are told of at once, known for good, and stopped gently and then by force. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Child } from '../../src/record/events.ts';
import { markOf, startTimeOf } from '../../src/tools/process-table.ts';
import { machineProcesses, startChild, StartProblem, type ChildPlan, type RunningChild } from '../../src/tools/processes.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';

const processes = machineProcesses(clock);

describe('processes', () => {
  const born: Child[] = [];
  const died: unknown[][] = [];
  const start = (script: string, more: Partial<ChildPlan> = {}): Promise<RunningChild> =>
    startChild({ name: 'test', file: process.execPath, args: ['-e', script], clock, born: (child) => born.push(child), died: (child, ...how) => died.push([child.pid, ...how]), ...more });

  afterEach(async () => {
    died.length = 0;
    await Promise.all(born.splice(0).map((child) => processes.stop(child, 0)));
  });

  it('tell of a child with its start time before it does anything else, and of its end', async () => {
    const lines: string[] = [];
    const running = await start("console.log('one'); console.error('oh'); process.stdout.write('two'); process.exitCode = 3", { line: (line) => lines.push(`${line} ${born.length}`) });
    expect(born).to.deep.equal([running.child]);
    expect(running.child.started).to.match(/\d/);
    expect(await running.ended).to.deep.equal({ code: 3, signal: null, stopped: false, forced: false });
    expect(lines).to.deep.equal(['one 1', 'two 1']);
    expect(running.stderrTail()).to.equal('oh');
    expect(died).to.deep.equal([[running.child.pid, 3, null, false]]);
    expect(await processes.alive(running.child)).to.equal(false);
  });

  it('never take another process for the one that was recorded', async () => {
    const running = await start('setInterval(() => {}, 1000)');
    const recycled = { pid: running.child.pid, started: `${running.child.started}1` };
    expect(await processes.alive(running.child)).to.equal(true);
    expect(await processes.alive(recycled)).to.equal(false);
    await processes.stop(recycled, 0);
    expect(await processes.alive(running.child)).to.equal(true);
  });

  it('stop gently where that is enough, as often as one likes', async () => {
    const running = await start("process.on('SIGTERM', () => process.exit(0)); console.log('ready'); setInterval(() => {}, 1000)", { line: () => ready.resolve() });
    const ready = Promise.withResolvers<void>();
    await ready.promise;
    expect(await running.stop(5000)).to.deep.equal({ code: 0, signal: null, stopped: true, forced: false });
    expect(await running.stop(5000)).to.deep.equal({ code: 0, signal: null, stopped: true, forced: false });
    expect(died.filter(([pid]) => pid === running.child.pid)).to.deep.equal([[running.child.pid, 0, null, true]]);
  });

  it('stop by force what does not listen, after the grace', async () => {
    const ready = Promise.withResolvers<void>();
    const running = await start("process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)", { line: () => ready.resolve() });
    await ready.promise;
    const fromMs = clock.now();
    expect(await running.stop(200)).to.deep.equal({ code: null, signal: 'SIGKILL', stopped: true, forced: true });
    expect(clock.now() - fromMs).to.be.at.least(200);
  });

  it('stop by force what is suspended', async () => {
    const running = await start('setInterval(() => {}, 1000)');
    process.kill(running.child.pid, 'SIGSTOP');
    await processes.stop(running.child, 50);
    expect(await processes.alive(running.child)).to.equal(false);
  });

  it('take a zombie for what it is: ended', async () => {
    // The shell's child ends at once, and `exec` puts a program in the shell's place that never asks for it.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    while (startTimeOf(pid) !== undefined) await clock.sleep(5);
    expect(() => process.kill(pid, 0)).not.to.throw();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  it('say whether a program is missing or may not be run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gameday-processes-'));
    const causeOf = (file: string) => start('', { file }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const file = join(folder, 'program');
    const missing = await causeOf(file);
    expect(missing).to.be.instanceOf(StartProblem).and.include({ isMissing: true, isForbidden: false });
    await writeFile(file, 'no program');
    await chmod(file, 0o644);
    const forbidden = await causeOf(file);
    expect(forbidden).to.be.instanceOf(StartProblem).and.include({ isMissing: false, isForbidden: true });
    expect((forbidden as Error).message).to.match(/expected to start .*program, got a file that may not be run/);
    expect(born).to.deep.equal([]);
    await rm(folder, { recursive: true });
  });

  it('end a child whose birth could not be recorded', async () => {
    let pid = 0;
    const thrown = await start('setInterval(() => {}, 1000)', {
      born: (child) => {
        pid = child.pid;
        throw new Error('no space left');
      },
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(String(thrown)).to.match(/no space left/);
    while (startTimeOf(pid) !== undefined) await clock.sleep(5);
    expect(pid).to.be.greaterThan(0);
  });

  it('keep Ctrl-C in the terminal from children: each leads a session of its own', async () => {
    const running = await start('setInterval(() => {}, 1000)');
    expect(() => process.kill(-running.child.pid, 0)).not.to.throw();
  });
});

describe('the processes of a run', () => {
  it('are found by their mark, written down or not', async () => {
    const run = `marked-${process.pid}`;
    const untold = { name: 'sleeper', file: 'sleep', args: ['30'], clock, born: () => {}, died: () => {} };
    const marked = await startChild({ ...untold, env: { PATH: process.env['PATH'] ?? '', ...markOf(run) } });
    const other = await startChild({ ...untold, env: { PATH: process.env['PATH'] ?? '', ...markOf(`${run}-other`) } });
    try {
      expect(await processes.ofRun(run)).to.deep.equal([{ pid: marked.child.pid, started: marked.child.started }]);
    } finally {
      await Promise.all([marked.stop(0), other.stop(0)]);
    }
    expect(await processes.ofRun(run)).to.deep.equal([]);
  });
});
