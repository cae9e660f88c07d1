/** Fills the disk on which a drill writes: it withdraws everything, says that the disk is full, and its journal reads back to the last whole line. */
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '../../src/record/events.ts';
import { gameday, wholeLines } from '../kill/live-run.ts';
import { expectNobodyLeft, expectPlainWords, ofKind, scenario, scorecardOf } from './aftermath.ts';

function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Takes all room that is left but for `leave` bytes, and returns how to give it back. */
function fill(folder: string, leave = 0): () => void {
  const file = join(folder, 'filler');
  if (leave > 0) writeFileSync(join(folder, 'room'), Buffer.alloc(leave));
  for (const bytes of [4096, 64, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  if (leave > 0) unlinkSync(join(folder, 'room'));
  return () => unlinkSync(file);
}

async function reached(folder: string, moment: (events: readonly Event[]) => boolean): Promise<void> {
  const until = performance.now() + 60_000;
  while (!moment(wholeLines(folder))) {
    if (performance.now() > until) throw new Error(`expected the drill in ${folder} to come so far within 60 s`);
    await sleep(10);
  }
}

describe('A full disk', function () {
  this.timeout(90_000);
  this.retries(1);
  let disk = '';
  let isDisk = false;

  before(function () {
    disk = mkdtempSync(join(tmpdir(), 'gameday-disk-'));
    isDisk = process.platform === 'linux' && mounted(disk);
    if (isDisk) return;
    process.stdout.write('      skipped: a small disk takes the right to mount one (root on Linux)\n');
    this.skip();
  });
  after(() => {
    if (isDisk) execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  it('while the world is coming up, ends with an error and stops what had started', async () => {
    const folder = join(disk, 'early');
    const { exited } = gameday('run', scenario, '--out', folder);
    await reached(folder, (events) => ofKind(events, 'child.started').length > 0);
    const giveBack = fill(disk);
    const exit = await exited;
    giveBack();
    expectPlainWords(exit, 64);
    expect(exit.output).to.match(/expected the journal to take a (?:line|flush), got ENOSPC/);
    await expectNobodyLeft(wholeLines(folder));
    rmSync(folder, { recursive: true });
  });

  it('in the middle of a drill, aborts it, withdraws everything, and says so', async () => {
    const folder = join(disk, 'run');
    const { exited } = gameday('run', scenario, '--out', folder);
    await reached(folder, (events) => ofKind(events, 'change.applied').some((event) => event.inject === 'latency'));
    const giveBack = fill(disk);
    const exit = await exited;
    const text = exit.output.replace(/\s+/g, ' ');

    expectPlainWords(exit, 3);
    expect(text).to.match(/expected the journal to take a line, got ENOSPC: no space left on device.*\(segment 0, after line number \d+\) Free the disk/);
    expect(text).to.match(/The drill was aborted; everything was withdrawn and stopped/);
    await expectNobodyLeft(wholeLines(folder));
    expect(readFileSync(join(folder, 'journal.ndjson'), 'utf8').endsWith('\n'), 'ends in a whole line').to.equal(true);

    giveBack();
    // A proof that nobody could write down is none: the record alone can't say that the faults are gone.
    const judged = await gameday('judge', folder).exited;
    expectPlainWords(judged, 4);
    expect(judged.output).to.match(/cut short/i);
    expect(scorecardOf(folder).journal.lines).to.equal(wholeLines(folder).length);

    expectPlainWords(await gameday('heal', folder).exited, 0);
    expectPlainWords(await gameday('judge', folder).exited, 2);
  });

  it('with room for the journal and none for the reports: tells the outcome, and ends with an error', async () => {
    const words = ['run', 'release-smoke', '--world', 'simulated', '--out'];
    const elsewhere = mkdtempSync(join(tmpdir(), 'gameday-disk-'));
    try {
      expectPlainWords(await gameday(...words, join(elsewhere, 'run')).exited, 0);
      const giveBack = fill(disk, statSync(join(elsewhere, 'run', 'journal.ndjson')).size + 65_536);
      const folder = join(disk, 'reportless');
      const exit = await gameday(...words, folder).exited;
      giveBack();
      expectPlainWords(exit, 64);
      expect(exit.output).to.match(/^Passed/m);
      expect(exit.output).to.match(/expected to write the reports, got ENOSPC/);
      expectPlainWords(await gameday('judge', folder).exited, 0);
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
