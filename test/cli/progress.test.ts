/** Holds the tests of the live view: plain lines in a pipe, a status line of at most the terminal's width otherwise, and keys that steer. */
import { expect } from 'chai';
import { showProgress } from '../../src/cli/progress/show-progress.ts';
import { createInterrupts } from '../../src/cli/run/interrupts.ts';
import { facilitatorKeys } from '../../src/cli/run/keys.ts';
import { momentMs } from '../../src/cli/moment.ts';
import type { Event, Events, Kind } from '../../src/record/events.ts';
import type { Command } from '../../src/store/commands.ts';

const zeroMs = 1_000_000;
let seq = 0;
const at = <K extends Kind>(offsetMs: number, kind: K, body: Events[K]): Event => ({ seq: ++seq, heardMs: zeroMs + offsetMs, by: 'test', kind, ...body }) as unknown as Event;
const second = (offsetMs: number, sent: number, ok: number) => at(offsetMs, 'traffic.second', { atMs: zeroMs + offsetMs, generator: 'legitimate', classes: { browsing: { sent, ok, blocked: 0, failed: sent - ok, hist: [] } } });
const inject = { inject: 'flood', lane: 'a', fault: 'flood', title: 'the attack', offsetMs: 20_000, forMs: 10_000, spec: {}, felt: [], attack: true, control: false };

const drill: Event[] = [
  at(-1000, 'msel.planned', { injects: [inject], endMs: 90_000 }),
  at(0, 'timeline.started', { atMs: zeroMs }),
  second(1000, 30, 30),
  second(2000, 30, 24),
  at(2500, 'path.seen', { atMs: zeroMs, entry: 'front', nonce: 'n', ok: true, ms: 4, via: ['router', 'partner-a', 'edge'] }),
  at(3000, 'note.added', { role: 'facilitator', text: `a note with \u001b[31mcolour\u0007 and ${'many '.repeat(40)}words` }),
];

const played = (screen: { live: boolean; colour: boolean; columns: number }, events: readonly Event[]) => {
  const written: string[] = [];
  const progress = showProgress({ ...screen, width: () => screen.columns, write: (text) => void written.push(text) });
  for (const event of events) progress.hear(event);
  return { written, text: written.join(''), progress };
};

describe('progress', () => {
  it('is plain lines without control codes in a pipe', () => {
    const { text } = played({ live: false, colour: false, columns: 80 }, drill);
    for (const control of ['\u001b', '\r', '\u0007']) expect(text).not.to.contain(control);
    expect(text.split('\n')[0]).to.equal('00:00  the timeline starts');
    expect(text).to.contain('00:03  note by facilitator: a note with');
  });

  it('keeps lines and status within the width of the terminal', () => {
    for (const columns of [80, 60, 40]) {
      const { text, progress } = played({ live: true, colour: false, columns }, drill);
      progress.tick(zeroMs + 4000);
      const shown = text.replaceAll('\r\u001b[2K', '\n').split('\n');
      expect(shown.filter((line) => line.length > columns)).to.deep.equal([]);
    }
  });

  it('shows time, availability, load, route and the next inject', () => {
    const { written, progress } = played({ live: true, colour: false, columns: 120 }, drill);
    progress.tick(zeroMs + 4000);
    expect(written.at(-1)).to.equal('\r\u001b[2K00:04/01:30 · good 90 % · 30 req/s · via partner-a · next flood in 00:16 · ? help');
  });

  it('stands still while the drill is held', () => {
    const { written, progress } = played({ live: true, colour: false, columns: 120 }, [...drill, at(5000, 'hold.started', { role: 'facilitator' })]);
    progress.tick(zeroMs + 60_000);
    expect(written.at(-1)).to.contain('00:05/01:30 HELD');
    progress.hear(at(65_000, 'hold.ended', { role: 'facilitator' }));
    progress.tick(zeroMs + 66_000);
    expect(written.at(-1)).to.contain('00:06/01:30 ·');
  });

  it('tells an inject with its title, and a rung of a notice once', () => {
    const notice = (to: string) => at(7000, 'notice.moved', { atMs: zeroMs, notice: 'n-1', channel: 'email', rung: 'delivered', to });
    const { text } = played({ live: false, colour: false, columns: 80 }, [...drill, at(6000, 'inject.released', { inject: 'flood', plannedMs: 0, how: 'facilitator' }), notice('a'), notice('b')]);
    expect(text).to.contain('00:06  released flood for 10 s by hand: the attack\n');
    expect(text.match(/notice on email delivered/g)).to.have.length(1);
  });

  it('takes its status line away at the end', () => {
    const { written, progress } = played({ live: true, colour: false, columns: 80 }, drill);
    progress.tick(zeroMs + 4000);
    progress.end();
    expect(written.at(-1)).to.equal('\r\u001b[2K');
  });
});

describe('the facilitator’s keys', () => {
  const desk = () => {
    const sent: Command[] = [];
    const said: string[] = [];
    let interrupted = 0;
    const press = facilitatorKeys({ send: async (command) => (sent.push(command), { ok: true, said: 'done' }), next: () => 'flood', say: (text) => void said.push(text), interrupt: () => void interrupted++ });
    return { sent, said, press: (keys: string) => Array.from(keys).forEach(press), interrupts: () => interrupted };
  };

  it('hold, go on, skip and release', () => {
    const { sent, press } = desk();
    press('hgsr');
    expect(sent.map((command) => command.do)).to.deep.equal(['hold', 'resume', 'skip', 'release']);
    expect(sent.slice(2).map((command) => 'inject' in command && command.inject)).to.deep.equal(['flood', 'flood']);
  });

  it('write a note until Enter, with its letters taken as letters', () => {
    const { sent, press } = desk();
    press('nhasx\u007f!\rh');
    expect(sent).to.deep.equal([{ do: 'note', role: 'facilitator', text: 'has!' }, { do: 'hold', role: 'facilitator' }]);
  });

  it('drop a note with Esc, and an empty one', () => {
    const { sent, press } = desk();
    press('nabc\u001bn\r');
    expect(sent).to.deep.equal([]);
  });

  it('abort only when pressed twice in a row', () => {
    const { sent, press } = desk();
    press('aha');
    expect(sent.map((command) => command.do)).to.deep.equal(['hold']);
    press('a');
    expect(sent.map((command) => command.do)).to.deep.equal(['hold', 'abort']);
  });

  it('take Ctrl-C as an interrupt, even in a note', () => {
    const { press, interrupts } = desk();
    press('\u0003n\u0003');
    expect(interrupts()).to.equal(2);
  });
});

describe('Ctrl-C', () => {
  it('withdraws once, leaves at once the second time, and takes an echo for none', () => {
    let nowMs = 0;
    const { stop, stopAtOnce, hear } = createInterrupts(() => nowMs, () => {});
    hear('SIGINT');
    nowMs = 20;
    hear('SIGINT');
    expect([stop.aborted, stopAtOnce.aborted]).to.deep.equal([true, false]);
    nowMs = 400;
    hear('SIGINT');
    expect(stopAtOnce.aborted).to.equal(true);
  });
});

describe('moments', () => {
  const now = new Date(2024, 4, 10, 14, 25, 5).getTime();
  const cases: Record<string, number> = { '14:25:00': now - 5000, '14:20': now - 305_000, '23:00': new Date(2024, 4, 9, 23).getTime(), '90s ago': now - 90_000, '2013-05-10T14:25:00Z': Date.UTC(2013, 4, 10, 14, 25) };
  for (const [text, expected] of Object.entries(cases)) it(`takes ${text}`, () => expect(momentMs(text, now)).to.equal(expected));
  for (const text of ['soon', '25:00', '2099-01-01T00:00:00Z', '90s', '12', '']) it(`refuses "${text}"`, () => expect(() => momentMs(text, now)).to.throw('expected a past moment'));
});
