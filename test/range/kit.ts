/** Holds what the range's tests share: real processes from a plan, without the proxies in between, and requests to them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as send } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type RangePlan, type Service, settingsVariable } from '../../src/range/contract.ts';
import { freePorts } from '../../src/range/free-ports.ts';
import { planRange, portsNeeded, serviceEnvironment } from '../../src/range/plan.ts';
import { rangeSettings } from '../../src/range/settings.ts';

const program = fileURLToPath(new URL('../../src/entry/range.ts', import.meta.url));

export interface Started {
  readonly data: string;
  readonly control: string;
  readonly child: ChildProcess;
}

export interface Answer {
  /** 0 where there was none. */
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly ms: number;
}

/** One request on a fresh connection; never rejects. */
export function ask(url: string, { method = 'GET', json, headers = {}, timeoutMs = 8000 }: { method?: string; json?: unknown; headers?: Record<string, string>; timeoutMs?: number } = {}): Promise<Answer> {
  const startedMs = performance.now();
  const body = json === undefined ? '' : JSON.stringify(json);
  return new Promise((resolve) => {
    const done = (status: number, text: string, got: Answer['headers']) => resolve({ status, body: text, headers: got, ms: performance.now() - startedMs });
    const outgoing = send(url, { method, agent: false, headers: { ...headers, ...(body !== '' && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) }, signal: AbortSignal.timeout(timeoutMs) }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      incoming.on('end', () => done(incoming.statusCode ?? 0, text, incoming.headers));
      incoming.on('error', (error) => done(0, error.message, {}));
    });
    outgoing.on('error', (error) => done(0, error.message, {}));
    outgoing.end(body);
  });
}

/** What a control request answers, as JSON. */
export const read = async (url: string): Promise<unknown> => JSON.parse((await ask(url)).body);

/** Asks until `is` holds; undefined when it doesn't within `forMs`. */
export async function until<T>(look: () => Promise<T>, is: (seen: T) => boolean, forMs: number): Promise<T | undefined> {
  for (const endMs = performance.now() + forMs; performance.now() < endMs; ) {
    const seen = await look();
    if (is(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}

/** The plan with every proxy left out: whoever would talk to a proxy talks to what stands behind it. */
export function direct(plan: RangePlan): RangePlan {
  const behind = new Map(plan.proxies.map(({ listen, upstream }) => [listen.port, upstream.port]));
  const swapped = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'port' && typeof inner === 'number' ? (behind.get(inner) ?? inner) : swapped(inner)]));
  };
  return { ...plan, services: plan.services.map((service) => ({ ...service, settings: swapped(service.settings) as Record<string, unknown> })) };
}

export async function planned(settings: unknown = {}, webhook?: string): Promise<RangePlan> {
  return direct(planRange(rangeSettings.parse(settings), await freePorts(portsNeeded), webhook));
}

/** Runs the program and collects what it says until it ends. */
export async function run(arguments_: readonly string[], settings: string): Promise<{ code: number | null; err: string; out: string }> {
  const child = spawn(process.execPath, [program, ...arguments_], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, [settingsVariable]: settings } });
  let [err, out] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, err, out };
}

/** Starts one service and waits for its ready line. */
export async function start(plan: RangePlan, service: Service): Promise<Started> {
  const one = plan.services.find((each) => each.service === service);
  if (one === undefined) throw new Error(`the plan has no ${service}`);
  const child = spawn(process.execPath, [program, service], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...serviceEnvironment(one) } });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => undefined)]);
  lines.close();
  child.stdout.resume();
  if (first === undefined) throw new Error(`${service} ended before it was ready`);
  const ready = JSON.parse(String(first[0])) as { data?: string; control: string };
  return { data: ready.data ?? '', control: ready.control, child };
}

export async function stop({ child }: Started): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  return code;
}

export type Range = Readonly<Record<Service, Started>>;

/** Starts the named services of one plan at once. */
export async function startAll(plan: RangePlan, names: readonly Service[]): Promise<Range> {
  const started = await Promise.all(names.map(async (name) => [name, await start(plan, name)] as const));
  return Object.fromEntries(started) as unknown as Range;
}

export const stopAll = (range: Range): Promise<unknown> => Promise.all(Object.values(range).map(stop));
