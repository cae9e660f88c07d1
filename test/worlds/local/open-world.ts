/** Holds a local world opened for a test, with everything that it told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyWorld } from '../../../src/ports/capabilities.ts';
import type { Inbound } from '../../../src/ports/inbound.ts';
import type { OpenedWorld } from '../../../src/ports/world-kind.ts';
import type { Child } from '../../../src/record/events.ts';
import type { Json } from '../../../src/record/json.ts';
import { portsOf } from '../../../src/worlds/local/close.ts';
import { readDescription } from '../../../src/worlds/local/description.ts';
import { openLocal } from '../../../src/worlds/local/open.ts';
import type { FindPorts } from '../../../src/worlds/local/launch.ts';
import { startTimeOf } from '../../../src/tools/process-table.ts';

export interface Death {
  readonly name: string;
  readonly expected: boolean;
}

export interface OpenForTest {
  readonly opened: OpenedWorld;
  readonly world: AnyWorld;
  readonly born: readonly Child[];
  readonly deaths: readonly Death[];
  readonly heard: readonly Inbound[];
  readonly openMs: number;
  /** Removes what the test left, also when it failed half-way. */
  clean(): Promise<void>;
}

export const soon = (ms = 10_000) => AbortSignal.timeout(ms);

export const stillRunning = (children: readonly Child[]): readonly string[] => children.filter((child) => startTimeOf(child.pid) === child.started).map((child) => child.name);

export const portsIn = (description: Json) => portsOf(readDescription(description));

export async function openForTest(settings: Json = {}, findPorts?: FindPorts): Promise<OpenForTest> {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-local-'));
  const born: Child[] = [];
  const deaths: Death[] = [];
  const heard: Inbound[] = [];
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const began = performance.now();
  try {
    const opened = await openLocal(
      {
        run: 'run-1',
        seed: 7,
        settings,
        receive: async (request) => {
          heard.push(request);
          return { status: 200, body: 'heard', contentType: 'text/plain' };
        },
        born: (child) => born.push(child),
        died: ({ name }, _code, _signal, expected) => deaths.push({ name, expected }),
        logs: join(folder, 'logs'),
      },
      soon(20_000),
      findPorts,
    );
    const openMs = performance.now() - began;
    const clean = async () => {
      await opened.close(soon());
      remove();
    };
    return { opened, world: opened.world, born, deaths, heard, openMs, clean };
  } catch (problem) {
    remove();
    throw Object.assign(problem instanceof Error ? problem : new Error(String(problem)), { born });
  }
}
