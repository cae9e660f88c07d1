/** Tests the reaper with real processes: whatever becomes of the runner, its fault is withdrawn and its children are stopped. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { History } from '../../src/record/history.ts';
import { reap } from '../../src/heal/reap.ts';
import { readRun } from '../../src/store/segments.ts';
import { SegmentTaken } from '../../src/store/segment-sink.ts';
import { startTimeOf } from '../../src/tools/process-table.ts';
import { machineProcesses } from '../../src/tools/processes.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { away, fileWorldKind } from './programs/file-world.ts';

interface Stub {
  readonly folder: string;
  readonly runner: ChildProcess;
  readonly pids: { readonly pid: number; readonly reaper: number; readonly child: number };
  readonly output: () => string;
}

const stubs: Stub[] = [];
const runs = (pid: number) => startTimeOf(pid) !== undefined;
const end = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended, as it should.
  }
};

async function until<T>(look: () => T | undefined | false, withinMs: number, what: string): Promise<T> {
  for (const endMs = systemClock.now() + withinMs; systemClock.now() < endMs; await systemClock.sleep(10)) {
    const found = look();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`expected ${what} within ${withinMs} ms`);
}

async function start(kind: 'child' | 'planned' | 'applied' | 'bye' | 'throws'): Promise<Stub> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-reaper-'));
  const runner = spawn(process.execPath, [path.join(import.meta.dirname, 'programs/runner.ts'), folder, kind], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [runner.stdout, runner.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  await until(() => output.includes('there\n'), 15_000, 'the runner to be there').catch((error: unknown) => {
    throw new Error(`${String(error)}: ${output}`, { cause: error });
  });
  const stub = { folder, runner, pids: JSON.parse(output.slice(0, output.indexOf('\n'))) as Stub['pids'], output: () => output };
  stubs.push(stub);
  return stub;
}

const closed = (history: History) => history.first('run.closed');
const healed = ({ folder }: Stub, withinMs: number) => until(() => closed(readRun(folder)) && readRun(folder), withinMs, 'the run to be healed');
const worldOf = ({ folder }: Stub) => readFileSync(path.join(folder, 'world.txt'), 'utf8');

describe('the reaper', function () {
  this.timeout(40_000);

  afterEach(() => {
    for (const { folder, pids } of stubs.splice(0)) {
      for (const pid of Object.values(pids)) end(pid);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const [kind, before] of [['child', 'holiday'], ['planned', 'holiday'], ['applied', 'holiday\nnetwork']] as const) {
    it(`heals within 5 s when the runner is killed after ${kind === 'child' ? 'it started a child and before its world was open' : `its change was ${kind}`}`, async () => {
      const stub = await start(kind);
      expect(worldOf(stub)).to.equal(before);
      stub.runner.kill('SIGKILL');
      const history = await healed(stub, 5000);
      expect(worldOf(stub)).to.equal('holiday');
      expect(runs(stub.pids.child), 'the child').to.equal(false);
      expect(closed(history)).to.include({ because: 'cut short' });
      expect(closed(history)?.leftBehind).to.deep.equal([]);
      expect(history.of('segment.opened').map((event) => event.writer)).to.deep.equal(['run', 'reaper']);
      expect(history.of('change.withdrawn')).to.have.length(kind === 'child' ? 0 : 1);
      expect(history.of('child.ended').map((event) => event.name)).to.deep.equal(['sleeper']);
      await until(() => !runs(stub.pids.reaper), 5000, 'the reaper to end');
    });
  }

  it('survives what ends a whole group of processes, and heals', async () => {
    const stub = await start('applied');
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(stub.pids.reaper, signal);
    stub.runner.kill('SIGTERM');
    await healed(stub, 5000);
    expect(worldOf(stub)).to.equal('holiday');
  });

  it('heals when the runner fails by an error that nobody expected', async () => {
    const stub = await start('throws');
    await healed(stub, 5000);
    // The reaper may be done before what the runner said has come here.
    await until(() => stub.output().includes('an error that nobody expected'), 5000, 'the error to be told');
    expect(worldOf(stub)).to.equal('holiday');
  });

  it('kills a runner that hangs, and heals', async () => {
    const stub = await start('applied');
    stub.runner.kill('SIGSTOP');
    const history = await healed(stub, 12_000);
    expect(worldOf(stub)).to.equal('holiday');
    expect(runs(stub.pids.pid), 'the runner').to.equal(false);
    expect(closed(history)?.leftBehind).to.deep.equal([]);
  });

  it('does nothing when the runner says goodbye', async () => {
    const stub = await start('bye');
    await until(() => stub.output().includes('bye\n'), 5000, 'the goodbye');
    await until(() => !runs(stub.pids.reaper) && !runs(stub.pids.pid), 5000, 'both to end');
    expect(readRun(stub.folder).of('segment.opened')).to.have.length(1);
    expect(worldOf(stub)).to.equal('holiday\nnetwork');
    expect(stub.output()).not.to.include('reaper lost');
  });

  it('tells its runner when it is lost', async () => {
    const stub = await start('applied');
    end(stub.pids.reaper);
    await until(() => stub.output().includes('reaper lost'), 5000, 'the runner to notice');
  });

  it('leaves a run to the first of two that would heal it', async () => {
    const stub = await start('applied');
    end(stub.pids.reaper);
    stub.runner.kill('SIGKILL');
    await until(() => !runs(stub.pids.pid), 5000, 'the runner to end');
    const heal = () => reap({ folder: stub.folder, writer: 'heal', pid: process.pid, catalogue: { faults: { away }, plays: {} }, worldKinds: { local: async () => fileWorldKind }, processes: machineProcesses(systemClock), clock: systemClock });
    const results = await Promise.allSettled([heal(), heal()]);
    expect(results.map((result) => result.status)).to.deep.equal(['fulfilled', 'rejected']);
    const refused = results[1]?.status === 'rejected' ? (results[1].reason as Error) : undefined;
    expect(refused instanceof SegmentTaken || refused?.message.includes('expected nobody else to be at work')).to.equal(true);
    expect(worldOf(stub)).to.equal('holiday');
    expect(readRun(stub.folder).of('run.closed')).to.have.length(1);
  });
});
