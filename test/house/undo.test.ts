/** Holds the test that undo doesn't live in memory: a runner dies at any line, and a process with nothing but its record heals the world. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { healRun } from '../../src/heal/heal-run.ts';
import { openChanges } from '../../src/heal/open-changes.ts';
import type { Json } from '../../src/record/json.ts';
import { createJournal } from '../../src/record/journal.ts';
import { readHistory } from '../../src/record/read-history.ts';
import type { History } from '../../src/record/history.ts';
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

describe('undo', () => {
  for (const fault of faults) {
    it(`${fault}: whatever line its runner dies at, whole or torn, the record alone heals it`, async () => {
      const { text, before, after } = await perform({ raw: alone(fault) });
      expect(after).to.deep.equal(before);
      const lines = text.trimEnd().split('\n').length;
      const opened = text.split('\n').findIndex((line) => line.includes('"timeline.started"'));
      expect(opened).to.be.greaterThan(0);
      for (let line = opened; line < lines; line++) {
        await healedAfter(fault, line, (written) => written);
        await healedAfter(fault, line, torn);
      }
    });
  }

  it('a cut at any byte tells the same open changes as a cut at the end of the line before', async () => {
    const { text } = await perform({ raw: alone('latency') });
    let whole = 0;
    const expected = () => openChanges(read(text.slice(0, whole)));
    let open = expected();
    for (let byte = 1; byte <= text.length; byte++) {
      // A line that lacks nothing but its end is whole: its hash says so.
      if (text[byte] === '\n') {
        whole = byte;
        open = expected();
      }
      expect(openChanges(read(text.slice(0, byte))), `cut at byte ${byte}`).to.deep.equal(open);
    }
  });
});
