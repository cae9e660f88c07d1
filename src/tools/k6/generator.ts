/** Holds one k6 process from its start to its end: it waits at its gate, is let go, tells its seconds. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { LoadChange, LoadSpec } from '../../ports/load.ts';
import type { OpenOptions } from '../../ports/world-kind.ts';
import type { Clock } from '../../ports/time.ts';
import { Problem } from '../../problem.ts';
import { markOf } from '../process-table.ts';
import { setPriorityOfAll, startChild, type RunningChild } from '../processes.ts';
import { k6Arguments, k6Environment, scriptFile } from './command.ts';
import { endOfK6, mishapsText } from './exit-codes.ts';
import { makeGate, type Gate } from './gate.ts';
import { loopback } from './only-to.ts';
import { SecondLog } from './second-log.ts';
import { secondsOf, type Seconds } from './seconds-of.ts';
import { archiveOf, teamConfig } from './team-run.ts';

/** Through a pipe, samples are 145 ms late in the middle. */
const samplesLateMs = 500;

export interface K6Options extends Pick<OpenOptions, 'run' | 'born' | 'died' | 'logs' | 'scripts'> {
  /** Path of the k6 program. */
  readonly k6: string;
  readonly clock: Clock;
  /** Hosts beyond loopback that whoever owns them allowed to be sent to. */
  readonly hosts?: readonly string[];
}

/** The change of a generator that is a process of this machine. */
export type ProcessChange = LoadChange & Required<Pick<LoadChange, 'child'>>;

export interface Generator {
  readonly change: ProcessChange;
  readonly log: SecondLog;
  /** Whether it runs a script of the team's own. */
  readonly isTeams: boolean;
  open(): Promise<number>;
  stop(graceMs: number): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const scriptIn = ({ script }: LoadSpec): string => `script ${typeof script === 'string' ? script : script.path}`;
const fileNameOf = ({ name }: LoadSpec, end: string): string => `${name.replace(/[^\w.-]/g, '_')}.${end}`;

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
  if (first !== 'stopped') throw new Problem({ expected, got: endOfK6(first.code, first.signal), where: scriptIn(spec), next: await tailOf(logFile, running) });
  await running.stop(0);
  throw new Problem({ expected, got: 'the end of the time that it was given', where: scriptIn(spec), next: `k6 logs to ${logFile}. A machine that is too busy, or very many simulated users, make it slow to start.` });
}

const archiveName = (spec: LoadSpec): string => fileNameOf(spec, 'k6.tar');

/** What k6 is given to run. A script of the team's own is laid beside the log, with the configuration that it runs by. */
async function toRun(spec: LoadSpec, { logs, scripts = [] }: K6Options): Promise<readonly string[]> {
  const { script } = spec;
  if (typeof script === 'string') return [scriptFile(script)];
  const config = fileNameOf(spec, 'k6.json');
  await writeFile(join(logs, archiveName(spec)), archiveOf(spec, script, scripts));
  await writeFile(join(logs, config), teamConfig({ ...spec, script }, { allowed: loopback, runners: 1 }));
  return [`--config=./${config}`, `./${archiveName(spec)}`];
}

/**
 * The file is named without its folder, since k6 splits the option at commas. The environment has only what is named here: a proxy from the
 * runner's would lead the flood elsewhere, and a K6_… would change the test.
 */
async function start(spec: LoadSpec, options: K6Options, gate: Gate, api: string, logName: string, watch: { seconds: Seconds; opened: () => boolean }): Promise<RunningChild> {
  await mkdir(options.logs, { recursive: true });
  return startChild({
    name: `generator/${spec.name}`,
    file: options.k6,
    args: [...k6Arguments(spec.report, `./${logName}`, api), ...(await toRun(spec, options))],
    clock: options.clock,
    env: { ...markOf(options.run), ...k6Environment(spec, gate.url) },
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
  const seconds = secondsOf(spec, clock, [api], samplesLateMs);
  const log = new SecondLog();
  const ended = new AbortController();
  const logName = fileNameOf(spec, 'k6.log');
  let opened = false;
  let asked = false;
  let telling = Promise.resolve();
  try {
    const running = await start(spec, options, gate, api, logName, { seconds, opened: () => opened });
    const told = running.ended.then(async ({ code, signal }) => {
      gate.remove();
      ended.abort();
      await telling;
      log.end({ code, saw: `${endOfK6(code, signal)}${mishapsText(seconds.mishaps(), await tailOf(join(options.logs, logName), running))}`, asked });
    });
    await whenReady(spec, gate, running, join(options.logs, logName), stop);
    // k6 has read it for all its simulated users, and what a script opens may be nobody else's business: of that the record has sums alone.
    await rm(join(options.logs, archiveName(spec)), { force: true });
    // The runner, which keeps time, comes before the traffic that it starts.
    setPriorityOfAll(running.child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const { name, pid, started } = running.child;
    return {
      change: { name: spec.name, child: { name, pid, started } },
      log,
      isTeams: typeof spec.script !== 'string',
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
        await told;
      },
    };
  } catch (error) {
    gate.remove();
    await rm(join(options.logs, archiveName(spec)), { force: true });
    throw error;
  }
}
