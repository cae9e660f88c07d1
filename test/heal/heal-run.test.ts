/** Tests that whatever a run left is withdrawn from its record alone, wherever its runner died. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { commandDesk } from '../../src/drill/commands.ts';
import { runDrill } from '../../src/drill/run-drill.ts';
import { healRun } from '../../src/heal/heal-run.ts';
import { openChanges } from '../../src/heal/open-changes.ts';
import type { Event } from '../../src/record/events.ts';
import { createJournal } from '../../src/record/journal.ts';
import { readHistory } from '../../src/record/read-history.ts';
import { simulatedKind } from '../../src/worlds/simulated/index.ts';
import { sampleHistory } from '../fixtures/sample-history.ts';
import { inject, latency, rehearse, scenario } from '../drill/rehearse.ts';
import { stillClock } from '../worlds/still-clock.ts';

const run = 'cut';
const injects = [
  inject('attack', 'flood', 2000, 4000, { rps: 200 }),
  inject('mail-down', 'email-outage', 2500, 4000, { kind: 'refused' }),
  inject('away', 'unavailable', 3000, 2000, { role: 'network' }),
  inject('cut-social', 'partition', 3500, 2000, { proxy: 'social' }),
  latency('slow-mail', 2500, 3000),
];
const whole = scenario({ durationMs: 8000, steady: { forMs: 1000, availabilityMin: 0.5 }, injects });

const text = () => {
  let written = '';
  return { sink: { append: (line: string) => void (written += line), flush: () => {}, close: () => {} }, read: () => written };
};

/** Runs a drill until its n-th event, where its process is gone; then another process, with only the record, heals. */
async function cutAndHealed(n: number) {
  const kind = simulatedKind();
  const never = new AbortController().signal;
  const opened = await kind.open({ run, seed: 1, settings: {}, receive: async () => ({ status: 204, body: '', contentType: '' }), born: () => {}, died: () => {}, logs: '' }, never);
  const clock = kind.clock(run);
  const before = kind.snapshot(run);
  const file = text();
  const journal = createJournal({ sink: file.sink, now: () => clock.now(), writer: 'run', pid: 1, segment: 0 });
  const killed = new AbortController();
  let prefix: string | undefined;
  journal.listen((event) => {
    if (event.seq !== n) return;
    prefix = file.read();
    killed.abort();
  });
  return clock.run(async () => {
    await runDrill({ scenario: whole, catalogue, opened, journal, lease: { held: () => true, saw: '' }, commands: commandDesk(), stop: never, stopAtOnce: killed.signal, mode: 'drill' }).catch(() => {});
    if (prefix === undefined) return undefined;
    const history = readHistory([{ name: 'journal.ndjson', text: prefix }]);
    const healer = text();
    const second = createJournal({ sink: healer.sink, now: () => clock.now(), writer: 'reaper', pid: 2, segment: 1, after: { seq: history.events.at(-1)?.seq ?? 0, hash: history.integrity.tip } });
    const open = openChanges(history);
    const healed = await healRun({ history, catalogue, opened: { ...(await kind.reopen(opened.description, run)), close: async () => [] }, processes: undefined, journal: second, clock });
    const after = kind.snapshot(run);
    await opened.close(never);
    const last = history.events.at(-1);
    return { at: `event ${n} (${last?.kind})`, open, healed, before, after, events: readHistory([{ name: 'journal.ndjson', text: prefix }, { name: 'journal.1.ndjson', text: healer.read() }]).events };
  });
}

/** The events that the drill itself writes when nobody kills it: an observer's line changes nothing. */
const ownEvents = async (): Promise<readonly Event[]> => (await rehearse({ scenario: whole })).events.filter((event) => event.seq > 1 && !event.by.startsWith('observer/'));

describe('healing from the record', () => {
  it('leaves the world as it was before, wherever the runner died', async function () {
    this.timeout(60_000);
    const events = await ownEvents();
    const kinds = new Set(events.map((event) => event.kind));
    for (const kind of ['change.planned', 'inject.released', 'change.applied', 'change.withdrawing', 'change.withdrawn'] as const) expect(kinds).to.include(kind);
    let deepest = 0;
    for (const { seq } of events) {
      const cut = await cutAndHealed(seq);
      if (cut === undefined) throw new Error(`no event ${seq}`);
      expect(cut.healed, cut.at).to.deep.equal({ stuck: [], leftBehind: [] });
      expect(cut.after, cut.at).to.deep.equal(cut.before);
      const healedLines = cut.events.slice(seq);
      expect(healedLines[0]?.kind, cut.at).to.equal('segment.opened');
      expect(healedLines.flatMap((event) => (event.kind === 'change.withdrawn' ? [`${event.inject}/${event.n}`] : [])), cut.at).to.have.members(cut.open.map((change) => `${change.inject}/${change.n}`));
      expect(healedLines.at(-1), cut.at).to.include({ kind: 'run.closed', because: 'cut short' });
      deepest = Math.max(deepest, cut.open.length);
    }
    expect(deepest, 'changes open at once, somewhere').to.be.at.least(6);
  });

  it('names what it cannot withdraw: an unknown action, a world out of reach', async () => {
    const file = text();
    const clock = stillClock(() => 0);
    const runner = createJournal({ sink: file.sink, now: () => 0, writer: 'run', pid: 1, segment: 0 });
    runner.as('drill')('change.planned', { inject: 'old', n: 0, action: 'teleport', change: null });
    runner.as('drill')('change.planned', { inject: 'slow', n: 1, action: 'latency', change: null });
    const history = readHistory([{ name: 'journal.ndjson', text: file.read() }]);
    const second = createJournal({ sink: text().sink, now: () => 0, writer: 'heal', pid: 2, segment: 1, after: { seq: 3, hash: history.integrity.tip } });
    const healed = await healRun({ history, catalogue, opened: undefined, unreachable: 'no answer', processes: undefined, journal: second, clock });
    expect(healed.leftBehind).to.deep.equal(['change slow/1', 'change old/0']);
    const stuck = second.events.flatMap((event) => (event.kind === 'change.stuck' ? [event.saw] : []));
    expect(stuck).to.deep.equal(["the world can't be reached: no answer", 'this version of gameday has no action "teleport"']);
  });

  it('stops children that have not ended, recorded or not, and no others', async () => {
    const file = text();
    const clock = stillClock(() => 0);
    const emit = createJournal({ sink: file.sink, now: () => 0, writer: 'run', pid: 1, segment: 0 }).as('world');
    const opened = sampleHistory().first('run.opened');
    if (opened === undefined) throw new Error('expected a sample that opens');
    emit('run.opened', { ...opened });
    for (const pid of [11, 12, 11]) {
      emit('child.started', { name: `child-${pid}`, pid, started: `t${pid}`, command: [] });
      if (pid === 11) emit('child.ended', { name: 'child-11', pid, code: 0, signal: null, expected: true });
    }
    // A pid that was used again counts anew.
    emit('child.started', { name: 'again', pid: 11, started: 't11b', command: [] });
    const stopped: string[] = [];
    const processes = {
      alive: async () => true,
      // One that the runner started and did not live to write down.
      ofRun: async () => [{ pid: 13, started: 't13' }],
      stop: async (child: { pid: number; started: string }) => {
        stopped.push(`${child.pid} ${child.started}`);
        if (child.pid === 12) throw new Error('it hangs in the kernel');
      },
    };
    const history = readHistory([{ name: 'journal.ndjson', text: file.read() }]);
    const second = createJournal({ sink: text().sink, now: () => 0, writer: 'heal', pid: 2, segment: 1, after: { seq: history.events.length, hash: history.integrity.tip } });
    const healed = await healRun({ history, catalogue, opened: undefined, processes, journal: second, clock });
    expect(stopped).to.deep.equal(['12 t12', '11 t11b', '13 t13']);
    expect(healed.leftBehind).to.deep.equal(['process 12, child-12 (it hangs in the kernel)']);
  });
});

describe('a world that ends with its run', () => {
  const clock = stillClock(() => 0);
  /** A record with one process and one change, which no way can withdraw since the world can't be reached. */
  async function heal({ child = true, alive, endsWithRun }: { child?: boolean; alive: () => boolean; endsWithRun: boolean }) {
    const file = text();
    const emit = createJournal({ sink: file.sink, now: () => 0, writer: 'run', pid: 1, segment: 0 }).as('drill');
    const opened = sampleHistory().first('run.opened');
    if (opened === undefined) throw new Error('expected a sample that opens');
    emit('run.opened', { ...opened });
    if (child) emit('child.started', { name: 'toxiproxy', pid: 11, started: 't11', command: [] });
    emit('change.planned', { inject: 'slow', n: 0, action: 'latency', change: null });
    const history = readHistory([{ name: 'journal.ndjson', text: file.read() }]);
    const second = createJournal({ sink: text().sink, now: () => 0, writer: 'heal', pid: 2, segment: 1, after: { seq: history.events.length, hash: history.integrity.tip } });
    const processes = { alive: async () => alive(), ofRun: async () => [], stop: async () => {} };
    const healed = await healRun({ history, catalogue, opened: undefined, endsWithRun, processes, journal: second, clock });
    return { leftBehind: healed.leftBehind, kinds: second.events.map((event) => event.kind).filter((kind) => kind.startsWith('change.')) };
  }

  it('has no change left once none of its processes lives', async () => {
    expect(await heal({ alive: () => false, endsWithRun: true })).to.deep.equal({ leftBehind: [], kinds: ['change.withdrawn'] });
  });

  it('takes with it what no way could withdraw, once it is closed', async () => {
    let looks = 0;
    expect(await heal({ alive: () => looks++ === 0, endsWithRun: true })).to.deep.equal({ leftBehind: [], kinds: ['change.stuck', 'change.withdrawn'] });
  });

  it('takes nothing with it while one of its processes lives, when none was recorded, or when it outlives its runs', async () => {
    const stuck = { leftBehind: ['change slow/0'], kinds: ['change.stuck'] };
    expect(await heal({ alive: () => true, endsWithRun: true })).to.deep.equal(stuck);
    expect(await heal({ child: false, alive: () => false, endsWithRun: true })).to.deep.equal(stuck);
    expect(await heal({ alive: () => false, endsWithRun: false })).to.deep.equal(stuck);
  });
});
