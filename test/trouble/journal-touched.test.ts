/** Touches the journal of a drill that was green: cut, edited or swapped, `gameday judge` says where, and never calls it green again. */
import { expect } from 'chai';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gameday } from '../kill/live-run.ts';
import { checkOf, expectPlainWords, scorecardOf } from './aftermath.ts';

describe('A journal that somebody touched', function () {
  this.timeout(60_000);
  let base = '';
  let finished = '';
  let tip = '';
  let copies = 0;

  before(async () => {
    base = mkdtempSync(join(tmpdir(), 'gameday-touched-'));
    finished = join(base, 'finished');
    // Simulated, because that takes a second, and because a drill that was green shows that what follows isn't.
    const ran = await gameday('run', 'release-smoke', '--world', 'simulated', '--out', finished).exited;
    expectPlainWords(ran, 0);
    tip = scorecardOf(finished).journal.tip;
    expect(ran.output).to.include(tip);
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  /** Judges a copy, the journal of which was changed. */
  async function judged(touch: (journal: string) => string, ...words: string[]) {
    const folder = join(base, `copy-${++copies}`);
    cpSync(finished, folder, { recursive: true });
    const file = join(folder, 'journal.ndjson');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, touch(before));
    return { folder, exit: await gameday('judge', folder, ...words).exited };
  }

  const withoutLast = (lines: number) => (journal: string) => `${journal.split('\n').slice(0, -1 - lines).join('\n')}\n`;
  const lastKind = (journal: string) => (JSON.parse(journal.trimEnd().split('\n').at(-1) ?? '') as { kind: string }).kind;

  it('judges an untouched copy as before, with and without its tip', async () => {
    expectPlainWords((await judged((journal) => journal)).exit, 0);
    expectPlainWords((await judged((journal) => journal, '--tip', tip)).exit, 0);
  });

  it('cut in the middle of a line, with faults in force: cut short, with file and line, and they may be in force still', async () => {
    const { folder, exit } = await judged((journal) => journal.slice(0, Math.floor(journal.length * 0.9)));
    expectPlainWords(exit, 4);
    expect(exit.output).to.match(/gameday heal/);
    expect(exit.output).to.match(/cut short/i);
    expect(checkOf(folder, 'journal')?.is).to.equal('failed');
    expect(checkOf(folder, 'journal')?.saw).to.match(/journal\.ndjson, line \d+/);
  });

  it('cut in the middle of its last line: cut short, with file and line', async () => {
    const { folder, exit } = await judged((journal) => journal.slice(0, -20));
    expectPlainWords(exit, 2);
    expect(exit.output).to.match(/cut short/i);
    expect(checkOf(folder, 'journal')?.saw).to.match(/journal\.ndjson, line \d+/);
  });

  it('cut between two lines, its end gone with them: cut short', async () => {
    const { folder, exit } = await judged(withoutLast(2));
    expectPlainWords(exit, 2);
    expect(exit.output).to.match(/cut short/i);
    expect(checkOf(folder, 'journal')?.saw).to.match(/cut short: expected the run's end/);
  });

  it('one digit edited: damaged, with file and line', async () => {
    let line = 0;
    const { folder, exit } = await judged((journal) => {
      const lines = journal.split('\n');
      line = lines.findIndex((text) => text.includes('"kind":"alert.heard"')) + 1;
      const was = lines[line - 1] ?? '';
      lines[line - 1] = was.replace(/("heardMs":\d+?)(\d)(?=[.,])/, (_all, head: string, digit: string) => `${head}${(Number(digit) + 1) % 10}`);
      expect(lines[line - 1]).not.to.equal(was);
      return lines.join('\n');
    });
    expectPlainWords(exit, 2);
    expect(exit.output).to.match(/damaged/i);
    expect(exit.output.replace(/\s+/g, ' ')).to.include(`journal.ndjson, line ${line}`);
    expect(checkOf(folder, 'journal')?.saw).to.match(/damaged: expected .* got /);
  });

  it('two lines swapped: damaged', async () => {
    const { exit } = await judged((journal) => {
      const lines = journal.split('\n');
      [lines[20], lines[21]] = [lines[21] ?? '', lines[20] ?? ''];
      return lines.join('\n');
    });
    expectPlainWords(exit, 2);
    expect(exit.output.replace(/\s+/g, ' ')).to.include('journal.ndjson, line 21');
  });

  it('cut between two lines, run.closed alone gone: the tip that was printed shows it', async () => {
    const { folder, exit } = await judged(withoutLast(1), '--tip', tip);
    expect(lastKind(readFileSync(join(finished, 'journal.ndjson'), 'utf8'))).to.equal('run.closed');
    expectPlainWords(exit, 2);
    expect(exit.output).to.match(/damaged/i);
    expect(checkOf(folder, 'journal')?.saw).to.include(tip);
  });

  it('lines after its end taken away: only the tip shows it, and does', async () => {
    const folder = join(base, 'marked');
    cpSync(finished, folder, { recursive: true });
    expectPlainWords(await gameday('mark', folder, 'resolved', '--role', 'network').exited, 0);
    const marked = await gameday('judge', folder, '--json').exited;
    const markedTip = (JSON.parse(marked.output) as { journal: { tip: string } }).journal.tip;
    expect(markedTip).not.to.equal(tip);
    // The run without its later segment is whole in itself.
    expectPlainWords(await gameday('judge', finished).exited, 0);
    expectPlainWords(await gameday('judge', finished, '--tip', markedTip).exited, 2);
  });

  it('emptied, or no journal at all: an error that says what to do', async () => {
    const { exit } = await judged(() => '');
    expectPlainWords(exit, 64);
    expect(exit.output).to.match(/expected .*, got .*\.$/m);
    expectPlainWords(await gameday('judge', join(base, 'nowhere')).exited, 64);
  });
});
