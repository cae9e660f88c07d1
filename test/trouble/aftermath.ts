/** Holds what every drill that met trouble must leave: words and no stack trace, no process, no open change, and never a green. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import type { Event, EventOf, Kind } from '../../src/record/events.ts';
import { machineProcesses } from '../../src/tools/processes.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';

export const scenario = 'test/fixtures/trouble.yaml';

export interface Exit {
  readonly code: number | null;
  readonly output: string;
}

export function expectPlainWords({ code, output }: Exit, expected: number): void {
  expect(output).not.to.match(/\n\s+at .*:\d+:\d+/);
  expect(output).not.to.match(/internal error/);
  expect(code, output).to.equal(expected);
}

export const ofKind = <K extends Kind>(events: readonly Event[], kind: K): EventOf<K>[] => events.filter((event): event is EventOf<K> => event.kind === kind);

/** Processes of the run that still live, whether or not somebody wrote them down. */
export async function expectNobodyLeft(events: readonly Event[]): Promise<void> {
  const run = ofKind(events, 'run.opened')[0]?.run ?? '';
  expect(run).not.to.equal('');
  expect(await machineProcesses(systemClock).ofRun(run), 'processes left').to.deep.equal([]);
}

export function expectAllWithdrawn(events: readonly Event[]): void {
  const names = (kind: 'change.planned' | 'change.withdrawn') => ofKind(events, kind).map(({ inject, n }) => `${inject}/${n}`);
  expect(names('change.planned')).to.have.lengthOf.at.least(1);
  expect(names('change.withdrawn'), 'changes proved gone').to.include.members(names('change.planned'));
  expect(ofKind(events, 'run.closed').at(-1)?.leftBehind).to.deep.equal([]);
}

export const scorecardOf = (folder: string): Scorecard => JSON.parse(readFileSync(join(folder, 'scorecard.json'), 'utf8')) as Scorecard;

/** What a validity check says of a run. */
export const checkOf = (folder: string, id: string) => scorecardOf(folder).validity.find((one) => one.id === id);
