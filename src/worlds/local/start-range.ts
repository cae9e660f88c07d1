/** Holds the start of the range: every service a process of its own, all at once, each awaited until it says that it is ready. */
import { extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../problem.ts';
import type { RangePlan, ServicePlan } from '../../range/contract.ts';
import { serviceEnvironment } from '../../range/plan.ts';
import type { Children } from './children.ts';

const readyWithinMs = 15_000;
const lookEveryMs = 20;

/** Beside this file's room: TypeScript in the clone, JavaScript in the package. */
const entry = fileURLToPath(new URL(`../../entry/range${extname(import.meta.url)}`, import.meta.url));

const isReady = (line: string, service: string): boolean => line.startsWith('{') && line.includes(`"service":"${service}"`) && line.endsWith('}');

async function startService(plan: ServicePlan, children: Children, stop: AbortSignal): Promise<void> {
  const { service } = plan;
  const name = `range/${service}`;
  const child = await children.spawn(service, [process.execPath, entry, service], serviceEnvironment(plan));
  const limit = AbortSignal.any([stop, AbortSignal.timeout(readyWithinMs)]);
  for (;;) {
    // Asked before its words are read, or what it says with its last breath is missed.
    const alive = await children.processes.alive(child);
    const said = children.output(service).trim().split('\n');
    if (said.some((line) => isReady(line, service))) return;
    const where = `${name}, control port ${plan.control.port}`;
    if (!alive) throw new Problem({ expected: `the range's ${service} to start`, got: said.join('\n') || 'a process that ended without a word', where });
    if (limit.aborted) throw new Problem({ expected: `the range's ${service} to be ready within ${readyWithinMs} ms`, got: 'no word of it', where, next: 'A machine that is too busy makes it slow to start.' });
    await pause(lookEveryMs);
  }
}

/** Rejects with the first problem once all have either started or failed, so that nothing is still on its way when the caller cleans up. */
export async function startRange(plan: RangePlan, children: Children, stop: AbortSignal): Promise<void> {
  const started = await Promise.allSettled(plan.services.map((service) => startService(service, children, stop)));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
