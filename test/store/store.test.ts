/** Tests run folders and segments: whole lines or nothing, one successor, and how runs are found again. */
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createJournal } from '../../src/record/journal.ts';
import { segmentLease } from '../../src/store/lease.ts';
import { isRun, listRuns, makeRunFolder, newRunId, resolveRun } from '../../src/store/run-folder.ts';
import { segmentSink, SegmentTaken } from '../../src/store/segment-sink.ts';
import { nextSegment, readRun, segmentName } from '../../src/store/segments.ts';
import { appendAfter, takeOver } from '../../src/store/take-over.ts';

let base: string;
beforeEach(() => void (base = mkdtempSync(path.join(tmpdir(), 'gameday-store-'))));
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** A run with a runner's segment, and as many notes in it. */
function runWith(name: string, notes = 1) {
  const folder = path.join(base, name);
  makeRunFolder(folder);
  const journal = createJournal({ sink: segmentSink(path.join(folder, segmentName(0))), now: () => 1000, writer: 'run', pid: 1, segment: 0 });
  for (let n = 0; n < notes; n++) journal.as('facilitator')('note.added', { role: 'facilitator', text: `note ${n}` });
  return { folder, journal };
}
const at = (nowMs: number, pid = 2) => ({ pid, clock: { now: () => nowMs } });

describe('run folders', () => {
  it('have names that sort by time and say the scenario', () => {
    const first = newRunId(Date.UTC(2013, 4, 10, 14, 25, 9), 'lithium-2013');
    const second = newRunId(Date.UTC(2013, 4, 10, 14, 26), 'a');
    expect(first).to.match(/^20130510-142509-lithium-2013-[0-9a-f]{6}$/);
    expect([second, first].toSorted()).to.deep.equal([first, second]);
  });

  it('are found by path, by the beginning of their id, and as the latest', () => {
    for (const name of ['20130510-142500-a-aaaaaa', '20130510-142501-a-aaaaaa', 'sample']) runWith(name).journal.close();
    mkdirSync(path.join(base, '20140101-000000-b-aaaaaa'));
    const found = (which: string) => path.basename(resolveRun(base, which));
    expect(listRuns(base).map((run) => path.basename(run))).to.deep.equal(['sample', '20130510-142500-a-aaaaaa', '20130510-142501-a-aaaaaa']);
    expect(found('latest')).to.equal('20130510-142501-a-aaaaaa');
    expect(found('20130510-142500')).to.equal('20130510-142500-a-aaaaaa');
    expect(found(path.join(base, 'sample'))).to.equal('sample');
    expect(() => found('2013')).to.throw('which fits 20130510-142500-a-aaaaaa, 20130510-142501-a-aaaaaa');
    expect(() => found('2019')).to.throw('expected a run: "latest", the beginning of its id, or its folder, got "2019"');
    expect(() => resolveRun(path.join(base, 'none'), 'latest')).to.throw('No run lies there yet.');
  });

  it('are never written over', () => {
    const { folder, journal } = runWith('a');
    journal.close();
    expect(isRun(folder)).to.equal(true);
    expect(() => makeRunFolder(folder)).to.throw('A journal is never written over');
  });

  it('that cannot be made are a problem with a way out', () => {
    writeFileSync(path.join(base, 'file'), '');
    expect(() => makeRunFolder(path.join(base, 'file', 'run'))).to.throw('Name a folder that you may write to with --out.');
  });
});

describe('segments', () => {
  it('are created by one process alone', () => {
    const file = path.join(base, segmentName(0));
    segmentSink(file).close();
    expect(() => segmentSink(file)).to.throw(SegmentTaken);
  });

  it('end at a whole line when the disk takes no more', () => {
    const file = path.join(base, segmentName(0));
    const program = `
      import { segmentSink } from ${JSON.stringify(path.resolve('src/store/segment-sink.ts'))};
      const sink = segmentSink(${JSON.stringify(file)});
      let lines = 0;
      try { for (;;) { sink.append('x'.repeat(99) + '\\n'); lines += 1; } } catch (error) { console.log(JSON.stringify({ lines, code: error.code })); }
      sink.flush();`;
    // A limit on the size of files stands in for a full disk: the last write is cut short, as it would be there.
    const said = execFileSync('bash', ['-c', 'ulimit -f 1; exec "$0" --input-type=module -e "$1"', process.execPath, program], { encoding: 'utf8' });
    expect(JSON.parse(said)).to.deep.equal({ lines: 10, code: 'EFBIG' });
    expect(readFileSync(file, 'utf8')).to.equal(`${'x'.repeat(99)}\n`.repeat(10));
  });

  it('take a lease away from their predecessor as they come into being', () => {
    const { folder, journal } = runWith('a');
    const lease = segmentLease(folder, 0);
    expect(lease.held()).to.equal(true);
    const successor = takeOver(folder, 'reaper', at(2000));
    expect(lease.held()).to.equal(false);
    expect(successor.lease.held()).to.equal(true);
    journal.close();
    successor.journal.close();
  });

  it("void what a predecessor writes afterwards, and keep what it wrote before", () => {
    const { folder, journal } = runWith('a', 2);
    const { journal: second, history } = takeOver(folder, 'reaper', at(2000));
    journal.as('facilitator')('note.added', { role: 'facilitator', text: 'too late' });
    second.as('heal')('run.closed', { because: 'cut short', leftBehind: [] });
    journal.close();
    second.close();
    expect(history.events).to.have.length(3);
    const read = readRun(folder);
    expect(read.of('note.added').map((note) => note.text)).to.deep.equal(['note 0', 'note 1']);
    expect(read.integrity.state).to.equal('cut short');
    expect(read.events.map((event) => event.seq)).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('follow on a torn line', () => {
    const { folder, journal } = runWith('a', 2);
    journal.close();
    const file = path.join(folder, segmentName(0));
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -30));
    const { journal: second } = takeOver(folder, 'heal', at(2000));
    second.as('heal')('run.closed', { because: 'cut short', leftBehind: [] });
    second.close();
    expect(readRun(folder).of('note.added').map((note) => note.text)).to.deep.equal(['note 0']);
    expect(readRun(folder).last('run.closed')?.seq).to.equal(4);
  });

  it('are not opened beside a healer that is at work, but after one that died', () => {
    const { folder, journal } = runWith('a');
    journal.close();
    takeOver(folder, 'reaper', at(5000, 77)).journal.close();
    expect(() => takeOver(folder, 'heal', at(14_000))).to.throw('process 77 (reaper), which wrote 9000 ms ago');
    takeOver(folder, 'heal', at(15_000)).journal.close();
    expect(nextSegment(folder)).to.equal(3);
  });

  it('take marks once a run has ended, and not before', () => {
    const { folder, journal } = runWith('a');
    const mark = () => appendAfter(folder, at(9000), (as) => as('mark')('milestone.reached', { atMs: 1500, milestone: 'acknowledged', role: 'monitoring', source: 'facilitator' }));
    expect(mark).to.throw('expected a run that has ended');
    journal.as('drill')('run.closed', { because: 'complete', leftBehind: [] });
    journal.close();
    mark();
    mark();
    const read = readRun(folder);
    expect(read.of('milestone.reached')).to.have.length(2);
    expect(read.integrity).to.include({ state: 'whole', segments: 3 });
  });
});
