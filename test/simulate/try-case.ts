/** Holds the trial of one case: its drill is run with everything that fails in it, healed by a fresh process from the journal's text alone, and judged. */
import { isDeepStrictEqual } from 'node:util';
import { catalogue as shipped } from '../../src/catalog/index.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import { healRun } from '../../src/heal/heal-run.ts';
import { unfailing } from '../../src/heal/unfailing.ts';
import { reasonOf } from '../../src/problem.ts';
import { createJournal } from '../../src/record/journal.ts';
import { historyOf } from '../../src/record/history-of.ts';
import type { History } from '../../src/record/history.ts';
import { readHistory } from '../../src/record/read-history.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { memorySink, run, start } from '../house/simulated-drill.ts';
import type { Started } from '../house/simulated-drill.ts';
import { fallIll } from './ailing.ts';
import type { Fired, Ill } from './ailing.ts';
import { rawOf } from './case.ts';
import type { Case } from './case.ts';
import { judged, readable, sameCard } from './promises.ts';
import type { Broken } from './promises.ts';

export interface Tried {
  readonly broken: readonly Broken[];
  readonly fired: readonly Fired[];
  readonly exitCode?: number;
}

const noFault = 'no fault outlives its drill and its healing';
/** A process takes longer to start than a request that was under way takes to land. */
const healerStartsMs = 50;

/** Heals as a stranger would, who has the journal's text and a clock of their own; returns what was written meanwhile. */
async function heal(kind: Started['kind'], history: History, catalogue: Catalogue, stepMs: number): Promise<{ readonly text: string; readonly stuck: readonly string[] }> {
  const described = history.first('world.opened');
  const memory = memorySink();
  if (described === undefined) return { text: '', stuck: [] };
  const reached = await kind.reopen(described.description, run);
  const { clock } = reached.world;
  const journal = createJournal({ sink: memory.sink, now: () => clock.now() + stepMs, writer: 'heal', pid: 2, segment: 1, after: { seq: history.events.length, hash: history.integrity.tip } });
  const { stuck } = await kind.clock(run).run(async () => {
    await clock.sleep(healerStartsMs);
    return healRun({ history, catalogue, opened: { ...reached, close: async () => [] }, processes: undefined, journal, clock });
  });
  return { text: memory.text(), stuck };
}

/** What the drill left to itself, and what the same withdrawal leaves, made twice. */
async function outlived(started: Started, ill: Ill, catalogue: Catalogue): Promise<{ readonly broken: readonly Broken[]; readonly text: string; readonly history: History; readonly healed: string }> {
  const { kind, before, end, journal } = started;
  const broken: Broken[] = [];
  const look = (when: string) => {
    const after = kind.snapshot(run);
    if (!isDeepStrictEqual(after, before)) broken.push({ promise: noFault, saw: `${when}: ${JSON.stringify(after)} instead of ${JSON.stringify(before)}` });
  };
  if (end !== undefined) unfailing(journal.as('run'))('run.closed', { because: end.because, leftBehind: end.stuck.map((name) => `change ${name}`) });
  ill.end();
  kind.bereave(run);
  // A drill that says that nothing is stuck must be right, without anybody's help.
  if (end !== undefined && end.stuck.length === 0) look('the drill said that nothing was left');
  const text = started.text();
  const history = readHistory([{ name: '0-run.ndjson', text }]);
  let healed = '';
  for (const when of ['healed', 'healed twice']) {
    const { stuck, text: written } = await heal(kind, history, catalogue, ill.stepMs());
    healed ||= written;
    if (stuck.length > 0) broken.push({ promise: when === 'healed' ? noFault : 'withdrawal is idempotent', saw: `${when}: ${stuck.join(', ')} stuck` });
    look(when);
  }
  return { broken, text, history, healed };
}

/** Whether a fault did nothing that should have been felt. What is only declared changes nothing anyway, and says so. */
const isIdle = ({ injects, idle }: Case): boolean => injects.some(({ fault, spec }) => fault === idle && !isDeepStrictEqual(spec, { kind: 'declared' }));

function unkept(history: History, { kept }: Ill): readonly Broken[] {
  const unknown = history.of('change.applied').filter(({ inject, n }) => !kept.has(`${inject}/${n}`));
  return unknown.map(({ inject, n }) => ({ promise: 'no change is made before it is kept where others find it', saw: `${inject}/${n} was made and never kept` }));
}

/** Tries a case; never rejects. */
export async function tryCase(one: Case, given: Catalogue = shipped): Promise<Tried> {
  const ill = fallIll(given, one);
  try {
    const raw = rawOf(one);
    const started = await start({ raw, parsed: parseScenario(given, raw), catalogue: ill.catalogue, ailing: ill.ailing });
    const { broken, text, history, healed } = await outlived(started, ill, given);
    await started.opened.close(new AbortController().signal);
    const segment = { name: '0-run.ndjson', text };
    const alone = judged('the record of the drill', history);
    // What the runner kept in memory of the lines that it wrote.
    const kept = judged('the record as it was kept', historyOf(started.journal.events.slice(0, history.events.length), history.integrity));
    const both = judged('the record with its healing', readHistory([segment, { name: '1-heal.ndjson', text: healed }]));
    const idle = isIdle(one) && alone.card?.exitCode === 0 ? [{ promise: 'a drill whose fault was not felt is never green', saw: `${one.idle ?? ''} did nothing, and the drill ended ${alone.card.outcome}` }] : [];
    return { broken: [...broken, ...unkept(history, ill), ...alone.broken, ...sameCard(alone.card, kept.card), ...both.broken, ...idle, ...readable(text, history, seededRandom(one.seed).fork('spoil'))], fired: ill.fired, ...(alone.card !== undefined && { exitCode: alone.card.exitCode }) };
  } catch (error) {
    return { broken: [{ promise: 'a drill ends', saw: reasonOf(error) }], fired: ill.fired };
  }
}
