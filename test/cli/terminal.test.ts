/** Presses the facilitator's keys in a real terminal while a real drill runs: each is in the journal, and the terminal is as it was afterwards. */
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventOf, Kind } from '../../src/record/events.ts';
import { wholeLines } from '../kill/live-run.ts';
import { gameday, launcher, scratch } from './gameday.ts';
import { terminalMaker, type InTerminal } from './pseudo-terminal.ts';

const scenario = `name: keys
version: "1"
owner: me
duration: 120s
traffic: { rps: 5 }
steady: { for: 1s, availability: 0.5 }
lanes:
  a:
    - { id: skipped, fault: partition, at: 80s, for: 5s, with: { proxy: portal } }
    - { id: released, fault: latency, at: 90s, for: 20s, with: { proxy: social, latency: 100ms } }
`;

describe('gameday run in a terminal', function () {
  this.timeout(120_000);
  this.retries(1);
  const { folder, clean } = scratch();
  const run = path.join(folder, 'run');
  const make = terminalMaker();
  let terminal: InTerminal | undefined;

  before(async function () {
    if (make === undefined) {
      process.stdout.write("      skipped: a terminal takes util-linux's `script`, or Python's pty module\n");
      this.skip();
    }
    writeFileSync(path.join(folder, 'keys.yaml'), scenario);
    expect((await gameday(['setup', '--quiet'])).code).to.equal(0);
  });
  after(async () => {
    terminal?.close();
    await terminal?.exited;
    clean();
  });

  const of = <K extends Kind>(kind: K) => wholeLines(run).filter((event): event is EventOf<K> => event.kind === kind);
  async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    for (const end = performance.now() + 60_000; performance.now() < end; await sleep(20)) {
      const found = look();
      if (found !== undefined && found !== false) return found;
    }
    throw new Error(`expected ${what} within 60 s, got:\n${terminal?.shown() ?? ''}`);
  }
  const event = <K extends Kind>(kind: K) => until(`${kind} in the journal`, () => of(kind)[0]);

  it('takes every key of the facilitator, puts it into the journal, and answers', async () => {
    const inTerminal = (terminal = make?.([process.execPath, launcher, 'run', 'keys.yaml', '--out', 'run'], folder));
    if (inTerminal === undefined) throw new Error('no terminal');
    const answered = (words: string) => until(`"${words}" in the terminal`, () => inTerminal.shown().includes(words));

    await event('timeline.started');
    await answered('steady:');
    inTerminal.press('h');
    expect(await event('hold.started')).to.include({ by: 'facilitator', role: 'facilitator' });
    await answered('HELD');
    inTerminal.press('h');
    await answered('the drill is held already');
    inTerminal.press('g');
    expect(await event('hold.ended')).to.include({ by: 'facilitator', role: 'facilitator' });

    inTerminal.press('s');
    expect(await event('inject.skipped')).to.include({ inject: 'skipped', because: 'the facilitator chose so' });
    inTerminal.press('r');
    expect((await until('the released change in the journal', () => of('change.applied').find(({ inject }) => inject === 'released')))).to.include({ n: 0 });

    // Letters of a note are no keys: `a` twice would end the drill, and `h` hold it.
    inTerminal.press('nhaal\u007fé aa\r');
    expect(await event('note.added')).to.include({ role: 'facilitator', text: 'haaé aa' });
    inTerminal.press('ndropped\u001b');
    inTerminal.press('?');
    await answered('g go on');

    inTerminal.press('a');
    await answered('press a once more');
    expect(of('abort.requested')).to.deep.equal([]);
    inTerminal.press('a');
    expect(await event('abort.requested')).to.include({ role: 'facilitator', because: 'the facilitator pressed a' });
    expect(await inTerminal.exited, inTerminal.shown()).to.equal(3);

    expect(of('note.added')).to.have.length(1);
    expect(of('hold.started')).to.have.length(1);
    expect(of('change.withdrawn').map(({ inject }) => inject)).to.include.members(['released', 'legitimate']);
    expect(of('run.closed')[0]).to.deep.include({ because: 'aborted', leftBehind: [] });
  });

  it('ends in order when its window is closed, and withdraws', async () => {
    const inTerminal = (terminal = make?.([process.execPath, launcher, 'run', 'keys.yaml', '--out', 'closed'], folder));
    if (inTerminal === undefined) throw new Error('no terminal');
    const closed = path.join(folder, 'closed');
    await until('the steady state', () => inTerminal.shown().includes('steady:'));
    inTerminal.press('r');
    await until('a change', () => wholeLines(closed).some((one) => one.kind === 'change.applied' && one.inject === 'skipped'));
    inTerminal.close();
    const end = await until('the end of the run', () => wholeLines(closed).find((one) => one.kind === 'run.closed'));
    expect(end).to.deep.include({ because: 'aborted', leftBehind: [] });
    expect(wholeLines(closed).filter((one) => one.kind === 'change.withdrawn').map(({ inject }) => inject)).to.include.members(['skipped', 'legitimate']);
  });
});
