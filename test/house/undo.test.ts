/**
 * Holds the test that undo doesn't live in memory: for every fault the record is cut at each byte, and a process with nothing but what is left heals
 * the world. A cut within a line reads as the lines before it (all bytes, by reading alone), so healing after each line is healing after each byte.
 */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { healRun } from '../../src/heal/heal-run.ts';
import type { Json } from '../../src/record/json.ts';
import { createJournal } from '../../src/record/journal.ts';
import { readHistory } from '../../src/record/read-history.ts';
import { emptyIndex } from '../../src/record/history-of.ts';
import type { History } from '../../src/record/history.ts';
import { readSegment } from '../../src/record/read-segment.ts';
import { alone, faults } from './alone.ts';
import { memorySink, perform, run, start } from './simulated-drill.ts';
import type { Started } from './simulated-drill.ts';

const read = (text: string) => readHistory([{ name: '0-run.ndjson', text }]);

/** A process takes longer to start than a request that was under way takes to land. */
const reaperStartsMs = 50;

/** Heals as a stranger would, and leaves the world open so that nothing but the withdrawal itself can have helped. */
async function heal({ kind, before }: Started, history: History): Promise<{ healed: Json; before: Json; stuck: readonly string[] }> {
  const described = history.first('world.opened');
  if (described === undefined) return { healed: kind.snapshot(run), before, stuck: [] };
  const reached = await kind.reopen(described.description, run);
  const { clock } = reached.world;
  const journal = createJournal({ sink: memorySink().sink, now: () => clock.now(), writer: 'reaper', pid: 2, segment: 1, after: { seq: history.events.length, hash: history.integrity.tip } });
  const { stuck } = await kind.clock(run).run(async () => {
    await clock.sleep(reaperStartsMs);
    return healRun({ history, catalogue, opened: { ...reached, close: async () => [] }, processes: undefined, journal, clock });
  });
  return { healed: kind.snapshot(run), before, stuck };
}

async function healedAfter(fault: (typeof faults)[number], killAtLine: number, cut: (text: string) => string): Promise<void> {
  const started = await start({ raw: alone(fault), killAtLine });
  started.kind.bereave(run);
  const result = await heal(started, read(cut(started.text())));
  await started.opened.close(new AbortController().signal);
  expect(result.stuck, `killed at line ${killAtLine}`).to.deep.equal([]);
  expect(result.healed, `killed at line ${killAtLine}`).to.deep.equal(result.before);
}

/** The last line torn in its middle, as a full disk or a power cut leaves it. */
const torn = (text: string) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1 + Math.floor((text.length - text.lastIndexOf('\n', text.length - 2)) / 2));

/** Reads a line, cut at each of its bytes, after the lines before it: such a cut must tell nothing at all, and nothing but that it is one. */
function expectCutsToTellNothing(line: Buffer, before: { readonly seq: number; readonly hash: string }): void {
  for (let bytes = 1; bytes < line.length; bytes++) {
    const index = emptyIndex();
    const { tip, torn, damage } = readSegment({ name: '0-run.ndjson', after: undefined, text: line.toString('utf8', 0, bytes) }, before, undefined, index);
    const where = `line ${before.seq + 1} cut after ${bytes} bytes`;
    expect(tip, where).to.equal(before);
    expect(torn, where).to.be.a('string');
    expect(damage, where).to.equal(undefined);
    expect(index.events, where).to.have.length(0);
  }
}

describe('undo, with the record of a drill cut at any byte', () => {
  for (const fault of faults) {
    describe(fault, () => {
      let text = '';
      before(async () => {
        const performed = await perform({ raw: alone(fault) });
        expect(performed.after).to.deep.equal(performed.before);
        ({ text } = performed);
      });

      it('a cut at any byte within any line reads as the lines before it', () => {
        const lines = text.trimEnd().split('\n');
        let whole = '';
        for (const line of lines) {
          const { events, integrity } = read(whole);
          expectCutsToTellNothing(Buffer.from(line), { seq: events.length, hash: integrity.tip });
          const cut = read(whole + line.slice(0, Math.floor(line.length / 2)));
          expect([cut.events, cut.integrity.tip], `line ${events.length + 1} cut in the middle of the whole record`).to.deep.equal([events, integrity.tip]);
          // A line that lacks nothing but its end is whole: its hash says so.
          expect(read(whole + line).events).to.have.length(events.length + 1);
          whole += `${line}\n`;
        }
      });

      it('a cut after any line, or in the middle of the next, is healed from what is left alone', async () => {
        const lines = text.trimEnd().split('\n').length;
        for (let line = 1; line <= lines; line++) {
          await healedAfter(fault, line, (written) => written);
          await healedAfter(fault, line, torn);
        }
      });
    });
  }
});
