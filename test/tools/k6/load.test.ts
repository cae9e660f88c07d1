/** Runs the contract of `load` with real k6 processes, and what only a real process can get wrong. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LoadSecond, LoadSpec } from '../../../src/ports/load.ts';
import { Problem } from '../../../src/problem.ts';
import type { Child } from '../../../src/record/events.ts';
import type { ProcessChange } from '../../../src/tools/k6/generator.ts';
import { type K6Load, k6Load } from '../../../src/tools/k6/load.ts';
import { machineProcesses } from '../../../src/tools/processes.ts';
import { systemClock as clock } from '../../../src/worlds/system-clock.ts';
import { loadContract } from '../../contracts/load.ts';
import { k6Path } from './k6-program.ts';
import { makeTarget, type Asked, type Target } from './target.ts';

const processes = machineProcesses(clock);
const never = () => new AbortController().signal;

interface Bench {
  load: K6Load;
  logs: string;
  target: Target;
  born: Child[];
  died: { name: string; code: number | null; expected: boolean }[];
  close(): Promise<void>;
}

async function makeBench(k6: string, status?: (asked: Asked) => number): Promise<Bench> {
  const logs = await mkdtemp(join(tmpdir(), 'gameday-k6-'));
  const target = await makeTarget(() => clock.now(), status);
  const born: Child[] = [];
  const died: Bench['died'] = [];
  const load = k6Load({ run: 'test', k6, clock, logs, born: (child) => born.push(child), died: (child, code, _signal, expected) => died.push({ name: child.name, code, expected }) });
  return {
    load,
    logs,
    target,
    born,
    died,
    async close() {
      await Promise.all(born.map((child) => processes.stop(child, 0)));
      await target.close();
      await rm(logs, { recursive: true, force: true });
    },
  };
}

const spec = (settings: LoadSpec['settings'], more: Partial<LoadSpec> = {}): LoadSpec => ({ name: 'x', script: 'flood', report: 'counters', stages: [{ rps: 30, forMs: 0 }, { rps: 30, forMs: 1500 }], settings, ...more });

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).to.be.instanceOf(Problem);
  return thrown as Problem;
}

loadContract('k6', async () => {
  const bench = await makeBench(await k6Path());
  return {
    load: bench.load,
    target: bench.target.url,
    counted: () => bench.target.asked.length,
    sleep: (ms) => clock.sleep(ms),
    now: () => clock.now(),
    kill: (change) => bench.load.kill(change, never()),
    close: () => bench.close(),
  };
});

describe('k6Load', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it('tells of the process before it waits, runs it below our priority, and says whether its end was expected', async () => {
    bench = await makeBench(await k6Path());
    const ready = bench.load.prepare(spec({ entry: bench.target.url, shape: 'get' }), never());
    while (bench.born.length === 0) await clock.sleep(1);
    expect(bench.born[0]?.command).to.include('run');
    const change = await ready;
    expect(change.child).to.deep.equal({ name: 'generator/x', pid: bench.born[0]?.pid, started: bench.born[0]?.started });
    if (process.platform === 'linux') {
      const threads = await readdir(`/proc/${change.child.pid}/task`);
      for (const thread of threads) expect(getPriority(Number(thread))).to.be.greaterThan(getPriority());
    }
    await bench.load.close(change, never());
    expect(bench.died).to.deep.equal([{ name: 'generator/x', code: 105, expected: true }]);
  });

  it('says that nobody asked for its end when something else ends it', async () => {
    bench = await makeBench(await k6Path());
    const change = await bench.load.prepare(spec({ entry: bench.target.url, shape: 'get' }), never());
    await bench.load.open(change);
    const end = bench.load.follow('x', () => {}, never());
    process.kill(change.child.pid, 'SIGKILL');
    expect(await end).to.deep.equal({ code: null, saw: 'k6 was ended by SIGKILL', asked: false });
    expect(bench.died).to.deep.equal([{ name: 'generator/x', code: null, expected: false }]);
  });

  it('can be stopped by whoever has the change alone', async () => {
    bench = await makeBench(await k6Path());
    const change = await bench.load.prepare(spec({ entry: bench.target.url, shape: 'get' }), never());
    const stranger = k6Load({ run: 'test', k6: 'k6', clock, logs: tmpdir(), born: () => {}, died: () => {} });
    expect(await stranger.running(change)).to.equal(true);
    expect((await problemOf(stranger.open(change))).message).to.match(/gate is held by another process/);
    await stranger.close(change, never());
    expect(await stranger.running(change)).to.equal(false);
    expect(bench.target.asked).to.have.length(0);
  });

  it('refuses every target that is not loopback, before it starts anything', async () => {
    bench = await makeBench(await k6Path());
    for (const entry of ['http://192.0.2.1/', 'http://example.test:80', 'http://127.0.0.1@example.test/', 'http://127.0.0.1.example.test/', 'https://[2001:db8::1]/', 'router']) {
      const problem = await problemOf(bench.load.prepare(spec({ entry, shape: 'get' }), never()));
      expect(problem.message, entry).to.match(/^expected a target/);
    }
    const hidden = await problemOf(bench.load.prepare(spec({ entry: bench.target.url, shape: 'get', more: [{ url: 'http://192.0.2.1/' }], allow: ['192.0.2.1'] }), never()));
    expect(hidden.message).to.match(/got 192\.0\.2\.1 \(generator "x", settings\.more\.0\.url\)/);
    expect(bench.born).to.have.length(0);
  });

  it('says what k6 said when it refuses a script', async () => {
    bench = await makeBench(await k6Path());
    const problem = await problemOf(bench.load.prepare(spec({ entry: bench.target.url, shape: 'tsunami' }), never()));
    expect(problem.message).to.match(/expected generator "x" to wait at its gate, got k6 ended with 107: the script threw an exception \(script flood\)/);
    expect(problem.message).to.match(/expected a shape of flood \(get, cache-busting.*tsunami/);
    expect(bench.died).to.deep.equal([{ name: 'generator/x', code: 107, expected: false }]);
    expect(bench.load.names()).to.deep.equal([]);
  });

  it('says when k6 is missing', async () => {
    bench = await makeBench(join(tmpdir(), 'no-such-folder', 'k6'));
    const problem = await problemOf(bench.load.prepare(spec({ entry: bench.target.url, shape: 'get' }), never()));
    expect(problem.message).to.match(/^expected to start .*k6, got no such file\n.*gameday setup/);
  });

  it('leaves no process when it was not ready in time', async () => {
    bench = await makeBench(await k6Path());
    const problem = await problemOf(bench.load.prepare(spec({ entry: bench.target.url, shape: 'get' }), AbortSignal.timeout(5)));
    expect(problem.message).to.match(/got the end of the time/);
    for (const child of bench.born) expect(await processes.alive(child)).to.equal(false);
  });

  it('counts blocked and failed requests of each class apart, by what the user saw', async () => {
    bench = await makeBench(await k6Path(), ({ path }) => (path.startsWith('/social/') ? 403 : path.startsWith('/communities/search') ? 503 : 201));
    const change = await bench.load.prepare(spec({ entry: bench.target.url, regions: { 'North, & East': 1 }, patienceMs: 1000 }, { script: 'legitimate', report: 'samples', stages: [{ rps: 80, forMs: 0 }, { rps: 80, forMs: 1500 }] }), never());
    await bench.load.open(change);
    const seconds: LoadSecond[] = [];
    await bench.load.follow('x', (second) => seconds.push(second), never());
    const sum = (key: string, of: 'sent' | 'ok' | 'blocked' | 'failed') => seconds.reduce((n, second) => n + (second.classes[key]?.[of] ?? 0), 0);
    expect(sum('social.browse/North, & East', 'blocked')).to.equal(sum('social.browse/North, & East', 'sent')).and.be.greaterThan(5);
    expect(sum('communities.search/North, & East', 'failed')).to.equal(sum('communities.search/North, & East', 'sent')).and.be.greaterThan(0);
    expect(sum('communities.browse/North, & East', 'ok')).to.equal(sum('communities.browse/North, & East', 'sent')).and.be.greaterThan(10);
    expect(seconds.reduce((n, second) => n + second.passed, 0)).to.be.lessThan(bench.target.asked.length).and.be.greaterThan(0);
  });

  it('offers a flood in full to a target that never answers, and counts it from the start of each request', async () => {
    bench = await makeBench(await k6Path(), () => 0);
    const change = await bench.load.prepare(spec({ entry: bench.target.url, shape: 'cache-busting', patienceMs: 500 }), never());
    await bench.load.open(change);
    const seconds: LoadSecond[] = [];
    await bench.load.follow('x', (second) => seconds.push(second), never());
    expect(seconds.reduce((n, second) => n + second.dropped, 0)).to.equal(0);
    expect(seconds.reduce((n, second) => n + second.offered, 0)).to.equal(bench.target.asked.length);
    expect(seconds.reduce((n, second) => n + second.passed, 0)).to.equal(0);
    expect(bench.target.asked.length).to.be.within(44, 47);
  });

  it('keeps the warning of each failed request out of its log', async () => {
    bench = await makeBench(await k6Path());
    const change = await bench.load.prepare(spec({ entry: 'http://127.0.0.1:1', shape: 'get' }), never());
    await bench.load.open(change);
    const end = await bench.load.follow('x', () => {}, never());
    expect(end.code).to.equal(0);
    expect(await readFile(join(bench.logs, 'x.k6.log'), 'utf8')).to.equal('');
  });

  it('gives up at the gate, with nothing sent, when its runner is killed', async () => {
    bench = await makeBench(await k6Path());
    const runner = spawn(process.execPath, [join(import.meta.dirname, 'runner-at-the-gate.ts'), await k6Path(), bench.target.url, bench.logs], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(runner.stdout, 'data')) as [Buffer];
    const change = JSON.parse(line.toString()) as ProcessChange;
    bench.born.push({ ...change.child, command: [] });
    expect(await processes.alive(change.child)).to.equal(true);
    runner.kill('SIGKILL');
    while (await processes.alive(change.child)) await clock.sleep(5);
    expect(bench.target.asked).to.have.length(0);
  });
});
