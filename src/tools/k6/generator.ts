/** Holds one k6 process from its start to its end: it waits at its gate, is let go, tells its seconds. */
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadChange, LoadSpec, OpenOptions } from '../../ports/capabilities.ts';
import type { Clock } from '../../ports/time.ts';
import { Problem } from '../../problem.ts';
import { markOf } from '../process-table.ts';
import { setPriorityOfAll, startChild, type RunningChild } from '../processes.ts';
import { endOfK6 } from './exit-codes.ts';
import { makeGate, type Gate } from './gate.ts';
import { SecondLog } from './second-log.ts';
import { secondsOf, type Seconds } from './seconds-of.ts';

export interface K6Options extends Pick<OpenOptions, 'run' | 'born' | 'died' | 'logs'> {
  /** Path of the k6 program. */
  readonly k6: string;
  readonly clock: Clock;
}

/** The change of a generator that is a process of this machine. */
export type ProcessChange = LoadChange & Required<Pick<LoadChange, 'child'>>;

export interface Generator {
  readonly change: ProcessChange;
  readonly log: SecondLog;
  open(): Promise<number>;
  stop(graceMs: number): Promise<void>;
}

/** The scripts lie beside this file, as TypeScript in the clone and as JavaScript in the package. */
const scriptFile = (script: LoadSpec['script']) => fileURLToPath(new URL(`./scripts/${script}${extname(import.meta.url)}`, import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Only what is named here: a proxy from the runner's environment would lead the flood elsewhere, and a K6_… would change the test. */
const environment = (spec: LoadSpec, gate: string, run: string) => ({
  ...markOf(run),
  K6_NO_USAGE_REPORT: 'true',
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
  K6_CSV_TIME_FORMAT: 'unix_milli',
  K6_CSV_SAVE_INTERVAL: '200ms',
  GAMEDAY_LOAD: JSON.stringify({ ...spec, gate }),
});

/** `csv=-` and not `/dev/stdout`: Node's pipes are sockets, which can't be opened by path. The counters' totals come from `handleSummary`, which k6 leaves out when the summary is disabled. */
const reporting = (spec: LoadSpec, api: string) => (spec.report === 'samples' ? ['--summary-mode=disabled', '--address=', '--out=csv=-'] : ['--summary-mode=compact', `--address=${api}`]);

async function tailOf(file: string, running: RunningChild): Promise<string> {
  const logged = await readFile(file, 'utf8').catch(() => '');
  return `${logged}\n${running.stderrTail()}`.trim().split('\n').slice(-5).join('\n');
}

async function whenReady(spec: LoadSpec, gate: Gate, running: RunningChild, logFile: string, stop: AbortSignal): Promise<void> {
  const stopped = new Promise<'stopped'>((resolve) => {
    if (stop.aborted) resolve('stopped');
    stop.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const first = await Promise.race([gate.arrived.then(() => 'ready' as const), running.ended, stopped]);
  if (first === 'ready') return;
  const expected = `generator "${spec.name}" to wait at its gate`;
  if (first !== 'stopped') throw new Problem({ expected, got: endOfK6(first.code, first.signal), where: `script ${spec.script}`, next: await tailOf(logFile, running) });
  await running.stop(0);
  throw new Problem({ expected, got: 'the end of the time that it was given', where: `script ${spec.script}`, next: `k6 logs to ${logFile}. A machine that is too busy, or very many simulated users, make it slow to start.` });
}

/** Warnings stay out of the log: under a flood there is one for every request that fails. The file is named without its folder, since k6 splits the option at commas. */
async function start(spec: LoadSpec, options: K6Options, gate: Gate, api: string, logName: string, watch: { seconds: Seconds; opened: () => boolean }): Promise<RunningChild> {
  await mkdir(options.logs, { recursive: true });
  return startChild({
    name: `generator/${spec.name}`,
    file: options.k6,
    args: ['run', '--quiet', '--no-color', `--log-output=file=./${logName},level=error`, ...reporting(spec, api), scriptFile(spec.script)],
    clock: options.clock,
    env: environment(spec, gate.url, options.run),
    cwd: options.logs,
    line: (line) => watch.seconds.line(line),
    born: options.born,
    died: options.died,
    expected: (code) => watch.opened() && code === 0,
  });
}

/** Starts k6 and resolves once it waits at its gate, with nothing sent. */
export async function startGenerator(spec: LoadSpec, options: K6Options, stop: AbortSignal): Promise<Generator> {
  const { clock } = options;
  const api = spec.report === 'counters' ? `127.0.0.1:${await freePort()}` : '';
  const gate = await makeGate(spec.name, () => clock.now());
  const seconds = secondsOf(spec.report, clock, api);
  const log = new SecondLog();
  const ended = new AbortController();
  const logName = `${spec.name.replace(/[^\w.-]/g, '_')}.k6.log`;
  let opened = false;
  let asked = false;
  let telling = Promise.resolve();
  try {
    const running = await start(spec, options, gate, api, logName, { seconds, opened: () => opened });
    void running.ended.then(async ({ code, signal }) => {
      gate.remove();
      ended.abort();
      await telling;
      log.end({ code, saw: endOfK6(code, signal), asked });
    });
    await whenReady(spec, gate, running, join(options.logs, logName), stop);
    // The runner, which keeps time, comes before the traffic that it starts.
    setPriorityOfAll(running.child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const { name, pid, started } = running.child;
    return {
      change: { name: spec.name, child: { name, pid, started } },
      log,
      async open() {
        const atMs = await gate.open();
        opened = true;
        seconds.opened(atMs);
        telling = seconds.tell((second) => log.add(second), ended.signal);
        return atMs;
      },
      async stop(graceMs) {
        asked = true;
        await running.stop(graceMs);
        await telling;
      },
    };
  } catch (error) {
    gate.remove();
    throw error;
  }
}
