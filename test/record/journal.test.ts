/** Holds the tests of the journal's writer: order, listeners, and what it does when its disk is full. */
import { expect } from 'chai';
import { genesis } from '../../src/record/chain.ts';
import { createJournal } from '../../src/record/journal.ts';
import type { Event } from '../../src/record/events.ts';
import { readHistory } from '../../src/record/read-history.ts';
import { smallRun, written } from './written.ts';

describe('createJournal', () => {
  it('begins with segment.opened and numbers from 1', () => {
    const { journal } = written();
    expect(journal.events.map(({ seq, kind }) => [seq, kind])).to.deep.equal([[1, 'segment.opened']]);
    expect(journal.as('drill')('lease.lost', { saw: 'a successor' })).to.equal(2);
    expect(journal.tip.seq).to.equal(2);
  });

  it('keeps in memory what a reader of its text gets', () => {
    const run = written();
    run.journal.as('observer/rota')('rota.seen', { atMs: 1, absent: ['network'] });
    run.journal.as('drill')('run.closed', { because: 'complete', leftBehind: [] });
    const history = readHistory([{ name: '0-run', text: run.text() }]);
    expect(run.journal.events).to.deep.equal(history.events);
    expect(run.journal.tip.hash).to.equal(history.integrity.tip);
  });

  it('keeps the same events, numbers and times where nothing is written', () => {
    let [writtenMs, keptMs] = [0, 0];
    const run = written({ now: () => ++writtenMs });
    const kept = createJournal({ now: () => ++keptMs, writer: 'run', pid: 1, segment: 0 });
    for (const journal of [run.journal, kept]) journal.as('a')('note.added', { role: 'a', text: 'heard' });
    expect(kept.events).to.deep.equal(run.journal.events);
    expect(kept.tip).to.deep.equal({ seq: 2, hash: genesis });
    kept.flush();
    kept.close();
  });

  it('tells every listener each event in order, also those that a listener emits itself', () => {
    const { journal } = written();
    const heard: string[][] = [[], []];
    journal.listen((event) => {
      heard[0]?.push(event.kind);
      if (event.kind === 'hold.started') journal.as('a')('hold.ended', { role: 'a' });
    });
    const stop = journal.listen((event) => void heard[1]?.push(event.kind));
    journal.as('a')('hold.started', { role: 'a' });
    stop();
    journal.as('a')('note.added', { role: 'a', text: 'only the first hears this' });
    expect(heard).to.deep.equal([['hold.started', 'hold.ended', 'note.added'], ['hold.started', 'hold.ended']]);
  });

  it('drops a listener that throws, says so in the record, and tells the others', () => {
    const { journal } = written();
    const heard: Event[] = [];
    journal.listen(() => {
      throw new Error('broken');
    });
    journal.listen((event) => void heard.push(event));
    journal.as('a')('hold.started', { role: 'a' });
    expect(heard.map((event) => event.kind)).to.deep.equal(['hold.started', 'trouble']);
    expect(journal.events.findLast((event) => event.kind === 'trouble')?.detail).to.equal('broken');
  });

  it('refuses numbers that JSON would turn into null, and writes nothing of the event', () => {
    const run = written();
    expect(() => run.journal.as('a')('deploy.probed', { atMs: 1, ok: true, ms: NaN, saw: '' })).to.throw('expected finite numbers in an event, got NaN (key "ms")');
    expect(run.journal.failed).to.equal(undefined);
    expect(run.journal.tip.seq).to.equal(1);
  });

  it('never writes after a line that may be torn: the emit that met the full disk throws, later ones do nothing, and flush throws', () => {
    let text = '';
    let room = 400;
    const sink = {
      append: (line: string) => {
        text += line.slice(0, room);
        room -= line.length;
        if (room < 0) throw new Error('ENOSPC: no space left on device');
      },
      flush: () => {},
      close: () => {},
    };
    const journal = createJournal({ sink, now: () => 1, writer: 'run', pid: 1, segment: 0 });
    const emit = journal.as('drill');
    expect(() => {
      for (let i = 0; i < 9; i++) emit('note.added', { role: 'a', text: `note ${i}` });
    }).to.throw(/expected the journal to take a line, got ENOSPC.*segment 0.*Free the disk/s);
    const torn = text;
    const { seq } = journal.tip;
    room = 1e6;
    expect(emit('note.added', { role: 'a', text: 'later' })).to.equal(seq);
    expect(text).to.equal(torn);
    expect(journal.failed?.message).to.contain('ENOSPC');
    expect(() => journal.flush()).to.throw('ENOSPC');
    const history = readHistory([{ name: '0-run', text }]);
    expect(history.integrity.state).to.equal('cut short');
    expect(history.events).to.deep.equal(journal.events);
  });

  it('fails likewise when a flush fails', () => {
    const sink = {
      append: () => {},
      flush: () => {
        throw new Error('EIO');
      },
      close: () => {},
    };
    const journal = createJournal({ sink, now: () => 1, writer: 'run', pid: 1, segment: 0 });
    expect(() => journal.flush()).to.throw('expected the journal to take a flush, got EIO');
    expect(journal.failed?.message).to.contain('EIO');
  });

  it('writes each line with the hash of the line before and its own bytes', () => {
    const [first = '', second = ''] = smallRun().text().split('\n');
    expect(first).to.match(/^\{"seq":1,"heardMs":1001000,"by":"journal","kind":"segment.opened",.*,"hash":"[0-9a-f]{64}"\}$/);
    expect(second).to.match(/^\{"seq":2,.*,"hash":"[0-9a-f]{64}"\}$/);
  });
});
