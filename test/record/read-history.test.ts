/** Holds the tests of reading back: a journal that was cut at any byte, edited, swapped, or continued by another writer. */
import { expect } from 'chai';
import fc from 'fast-check';
import { genesis, seal } from '../../src/record/chain.ts';
import { readHistory } from '../../src/record/read-history.ts';
import { smallRun, written } from './written.ts';

const read = (text: string, tip?: string) => readHistory([{ name: '0-run', text }], tip);
const whole = smallRun();
const text = whole.text();
const lines = text.trimEnd().split('\n');
const all = whole.journal.events;
const joined = (changed: readonly string[]) => `${changed.join('\n')}\n`;

describe('readHistory of one segment', () => {
  it('finds a whole journal whole', () => {
    const history = read(text, whole.journal.tip.hash);
    expect(history.integrity).to.deep.equal({ state: 'whole', saw: '5 lines in 1 segment, each with the hash it should have', segments: 1, lines: 5, tip: whole.journal.tip.hash });
    expect(history.events).to.deep.equal(all);
    expect(history.at(3)).to.deep.equal(all[2]);
  });

  it('cut at any byte, is cut short and keeps every line that was whole', () => {
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length - 1; length++) {
      const cut = bytes.subarray(0, length).toString();
      const { events, integrity } = read(cut);
      const wholeLines = lines.filter((_, i) => Buffer.byteLength(lines.slice(0, i + 1).join('\n')) <= length).length;
      expect(integrity.state, `${length} bytes`).to.equal('cut short');
      expect(events, `${length} bytes`).to.deep.equal(all.slice(0, wholeLines));
    }
  });

  it('with any byte changed, is not whole, and trusts nothing from that line on', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        const { events, integrity } = read(changed.toString());
        const line = bytes.subarray(0, at).toString().split('\n').length - 1;
        expect(integrity.state).to.not.equal('whole');
        expect(events).to.deep.equal(all.slice(0, Math.min(line, events.length)));
        expect(events.length).to.be.at.most(line);
      }),
      { numRuns: 300 },
    );
  });

  it('names file, line, and what was expected and found', () => {
    const edited = lines.with(2, (lines[2] ?? '').replace('facilitator', 'somebody'));
    expect(read(joined(edited)).integrity).to.include({ state: 'damaged', lines: 2 });
    expect(read(joined(edited)).integrity.saw).to.match(/^expected line number 3 with a hash that fits it and the line before, got hash [0-9a-f]{64}: this line was edited, .* \(0-run, line 3\)$/);
    expect(read(joined(lines.toSpliced(2, 1))).integrity.saw).to.equal('expected line number 3, got line number 4: lines are missing or were swapped (0-run, line 3)');
    expect(read(joined([...lines.slice(0, 2), lines[3] ?? '', lines[2] ?? '', lines[4] ?? ''])).integrity.saw).to.contain('got line number 4: lines are missing or were swapped (0-run, line 3)');
    expect(read(joined(lines.with(1, 'not a line'))).integrity.saw).to.equal('expected line number 2 with its hash, got a line that does not end in a hash (0-run, line 2)');
    expect(read(joined(['', ...lines])).integrity.saw).to.contain('(0-run, line 1)');
  });

  it('does not see a cut at a line\'s end from the text alone, but from the tip that was printed', () => {
    const shorter = joined(lines.slice(0, 4));
    expect(read(shorter).integrity.state).to.equal('cut short');
    const closed = written();
    closed.journal.as('drill')('run.closed', { because: 'complete', leftBehind: [] });
    const before = closed.text();
    closed.journal.as('heal')('note.added', { role: 'facilitator', text: 'afterwards' });
    expect(read(before).integrity.state).to.equal('whole');
    expect(read(before, closed.journal.tip.hash).integrity).to.include({ state: 'damaged' });
    expect(read(before, closed.journal.tip.hash).integrity.saw).to.contain('its tail was cut off or replaced');
  });

  it('does not believe a forger who fits hashes to text that is no JSON, or leaves out a number', () => {
    const first = seal(genesis, '{"seq":1,"heardMs":1,"by":"a","kind":"segment.opened","format":1,"segment":0,"writer":"run","pid":1}');
    expect(read(first.line + seal(first.hash, '{"seq":2,broken}').line).integrity).to.include({ state: 'damaged', lines: 1 });
    expect(read(first.line + seal(first.hash, 'null}').line).integrity).to.include({ state: 'damaged', lines: 1 });
    expect(read(`${first.line}null\n`).integrity).to.include({ state: 'damaged', lines: 1 });
    expect(read(first.line + seal(first.hash, '{"seq":3,"heardMs":1,"by":"a","kind":"hold.started","role":"a"}').line).integrity.saw).to.contain('expected line number 2, got line number 3');
    expect(read(seal(genesis, '{"seq":1,"heardMs":1,"by":"a","kind":"hold.started","role":"a"}').line).integrity.saw).to.contain('expected a segment to begin with segment.opened');
  });

  it('of nothing at all, is cut short and empty', () => {
    expect(readHistory([]).integrity).to.include({ state: 'cut short', lines: 0, tip: genesis });
    expect(read('').events).to.deep.equal([]);
  });

  it('gives back whatever was written', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ role: fc.string({ unit: 'grapheme' }), text: fc.string({ unit: 'binary' }) }), { maxLength: 20 }), (notes) => {
        const run = written();
        for (const note of notes) run.journal.as('facilitator')('note.added', note);
        const history = read(run.text(), run.journal.tip.hash);
        expect(history.of('note.added').map(({ role, text }) => ({ role, text }))).to.deep.equal(notes.map(({ role, text }) => ({ role: role.toWellFormed(), text })));
      }),
      { numRuns: 100 },
    );
  });
});

describe('readHistory of several segments', () => {
  const first = written();
  first.journal.as('drill')('timeline.started', { atMs: 1_001_000 });
  const { tip } = first.journal;
  first.journal.as('drill')('note.added', { role: 'facilitator', text: 'written by a runner that woke up too late' });
  const second = written({ writer: 'reaper', segment: 1, after: tip });
  second.journal.as('reaper')('run.closed', { because: 'cut short', leftBehind: [] });
  const third = written({ writer: 'close', segment: 2, after: second.journal.tip });
  const named = { first: { name: '0-run', text: first.text() }, second: { name: '1-reaper', text: second.text() }, third: { name: '2-close', text: third.text() } };

  it('joins them in their order, whatever the order given, and voids what a predecessor wrote too late', () => {
    const history = readHistory([named.third, named.first, named.second]);
    expect(history.events.map((event) => [event.seq, event.kind])).to.deep.equal([[1, 'segment.opened'], [2, 'timeline.started'], [3, 'segment.opened'], [4, 'run.closed'], [5, 'segment.opened']]);
    expect(history.integrity).to.include({ state: 'cut short', segments: 3, lines: 5, tip: third.journal.tip.hash });
    expect(history.integrity.saw).to.equal('the runner stopped before its end; reaper closed the record');
  });

  it('takes a torn last line of a predecessor for what it is: void', () => {
    const torn = { name: '0-run', text: first.text().slice(0, -20) };
    expect(readHistory([torn, named.second]).events).to.have.length(4);
    expect(readHistory([torn, named.second]).integrity.state).to.equal('cut short');
  });

  it('finds a missing segment, a wrong predecessor and a replaced one', () => {
    expect(readHistory([named.first, named.third]).integrity).to.include({ state: 'damaged', segments: 1 });
    expect(readHistory([named.second]).integrity.saw).to.match(/^expected a predecessor that ends with line number 2 and hash [0-9a-f]+, got none \(1-reaper, line 1\)$/);
    const other = written();
    other.journal.as('drill')('timeline.started', { atMs: 5 });
    const replaced = readHistory([{ name: '0-run', text: other.text() }, named.second]);
    expect(replaced.integrity.saw).to.match(/expected a predecessor that ends with line number 2 and hash .*, got line number 2 and hash .* \(1-reaper, line 1\)/);
    expect(replaced.events).to.have.length(2);
  });

  it('finds damage in the middle one and trusts nothing after it', () => {
    const edited = { name: '1-reaper', text: second.text().replace('cut short', 'complete') };
    const history = readHistory([named.first, edited, named.third]);
    expect(history.integrity.state).to.equal('damaged');
    expect(history.integrity.saw).to.contain('(1-reaper, line 2)');
    expect(history.events.map((event) => event.seq)).to.deep.equal([1, 2, 3]);
  });

  it('passes over a segment whose writer died before its first line was whole', () => {
    expect(readHistory([named.first, { name: '1-reaper', text: second.text().slice(0, 40) }]).events).to.have.length(3);
    expect(readHistory([named.first, { name: '1-reaper', text: '' }]).integrity.state).to.equal('cut short');
  });
});
