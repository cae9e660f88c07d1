/** Holds the tests of whole runs: a simulated one to its reports, and a real one that is steered from another terminal. */
import { expect } from 'chai';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reporters } from '../../src/report/index.ts';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { readRun } from '../../src/store/segments.ts';
import { gameday, scratch, started } from './gameday.ts';

describe('gameday run in the simulated world', function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  after(clean);
  const run = path.join(folder, 'run');
  let first: Awaited<ReturnType<typeof gameday>>;

  before(async () => {
    first = await gameday(['run', 'release-smoke', '--world', 'simulated', '--out', run, '--seed', '3'], { cwd: folder });
  });

  it('tells what happens as plain lines, and then a summary that says what the world was', () => {
    expect(first.err).to.match(/^00:00 {2}the timeline starts$/m);
    expect(first.err).to.match(/^\d\d:\d\d {2}network commanded: partner-a \(autopilot\)$/m);
    expect(first.err).not.to.contain('\u001b');
    expect(first.out).to.contain('Simulated: No real system took part');
    expect(first.out).to.match(/Scorecard: run\/scorecard\.html\n$/);
  });

  it('writes every report beside a whole journal', () => {
    for (const { file } of Object.values(reporters)) expect(existsSync(path.join(run, file)), file).to.equal(true);
    const history = readRun(run);
    expect(history.integrity.state).to.equal('whole');
    expect(history.first('run.opened')).to.include({ seed: 3, mode: 'drill', world: 'simulated', simulated: true });
  });

  it('ends by the scorecard’s exit code, and judging again says the same', async () => {
    const card = JSON.parse(readFileSync(path.join(run, reporters.json.file), 'utf8')) as Scorecard;
    expect(first.code).to.equal(card.exitCode);
    const again = await gameday(['judge', 'run', '--json'], { cwd: folder });
    expect(again.code).to.equal(card.exitCode);
    expect(JSON.parse(again.out)).to.deep.equal(card);
  });

  it('prints nothing but the scorecard with --json, and nothing of progress with --quiet', async () => {
    const ended = await gameday(['run', 'release-smoke', '--world', 'simulated', '--out', 'quiet', '--json', '--quiet'], { cwd: folder });
    expect(ended.err).to.equal('');
    expect((JSON.parse(ended.out) as Scorecard).simulated).to.equal(true);
  });

  it('writes the journal to standard output as well with --stream, to the byte, and the summary to standard error', async () => {
    const ended = await gameday(['run', 'release-smoke', '--world', 'simulated', '--out', 'streamed', '--stream', '--quiet'], { cwd: folder });
    expect(ended.out).to.equal(readFileSync(path.join(folder, 'streamed/journal.ndjson'), 'utf8'));
    expect(ended.err).to.match(/Scorecard: streamed\/scorecard\.html\n$/);
    expect(ended.out).to.match(/"kind":"run\.closed"[^\n]*\n$/);
  });

  it('gives the same history for the same seed', async () => {
    await gameday(['run', 'release-smoke', '--world', 'simulated', '--out', 'again', '--seed', '3', '--quiet'], { cwd: folder });
    // But for the run's own name and process, and with them the hashes.
    const events = (name: string) => {
      const history = readRun(path.join(folder, name));
      return JSON.stringify(history.events).replaceAll(history.first('run.opened')?.run ?? '', 'RUN').replaceAll(/"pid":\d+,?/g, '');
    };
    expect(events('again')).to.equal(events('run'));
  });

  it('judges by the targets of another scenario without touching the run’s own reports', async () => {
    writeFileSync(path.join(folder, 'strict.yaml'), 'name: strict\nversion: "1"\nowner: me\nduration: 40s\ntargets: { detect: { p: 1ms, s: 2ms, m: 3ms, why: a test } }\n');
    const before = readFileSync(path.join(run, reporters.json.file), 'utf8');
    const ended = await gameday(['judge', 'run', '--scenario', 'strict.yaml', '--out', 'strict', '--json'], { cwd: folder });
    const detect = (JSON.parse(ended.out) as Scorecard).capabilities.flatMap(({ metrics }) => metrics).find(({ id }) => id === 'detect');
    expect(detect?.bounds).to.include({ p: 1, s: 2, m: 3 });
    expect(readFileSync(path.join(run, reporters.json.file), 'utf8')).to.equal(before);
    expect(existsSync(path.join(folder, 'strict', reporters.html.file))).to.equal(true);
  });

  it('shows by the tip that a journal was cut', async () => {
    const { tip } = readRun(run).integrity;
    const whole = await gameday(['judge', 'run', '--tip', tip, '--json'], { cwd: folder });
    expect((JSON.parse(whole.out) as Scorecard).journal.state).to.equal('whole');
    const cut = await gameday(['judge', 'run', '--tip', '0'.repeat(64), '--json'], { cwd: folder });
    expect((JSON.parse(cut.out) as Scorecard).journal.state).to.equal('damaged');
    expect(cut.code).to.equal(2);
  });

  it('observes without injecting', async () => {
    await gameday(['run', 'release-smoke', '--world', 'simulated', '--out', 'observed', '--observe', '--quiet'], { cwd: folder });
    const history = readRun(path.join(folder, 'observed'));
    expect(history.first('run.opened')?.mode).to.equal('observe');
    expect(history.of('change.planned')).to.deep.equal([]);
    expect(history.of('path.seen').length).to.be.above(0);
  });

  it('takes a mark after the run has ended, and says who said so', async () => {
    const marked = await gameday(['mark', 'run', 'resolved', '--role', 'monitoring', '--by', 'self', '--give-or-take', '10s', '--detail', 'by phone'], { cwd: folder });
    expect(marked.code, marked.err).to.equal(0);
    const last = readRun(run).last('milestone.reached');
    expect(last).to.include({ milestone: 'resolved', role: 'monitoring', source: 'self-reported', clockErrMs: 10_000, detail: 'by phone' });
  });

  it('has nothing to heal afterwards', async () => {
    expect(await gameday(['heal'], { cwd: folder })).to.deep.equal({ code: 0, out: 'No run in reports/ left anything.\n', err: '' });
  });
});

describe('gameday run in the local world, steered from another terminal', function () {
  this.timeout(120_000);
  this.retries(1);
  const { folder, clean } = scratch();
  after(clean);

  it('takes notes, holds, goes on, skips, marks and aborts, withdraws everything and reports', async () => {
    writeFileSync(path.join(folder, 'steered.yaml'), 'name: steered\nversion: "1"\nowner: me\nduration: 60s\ntraffic: { rps: 5 }\nsteady: { for: 2s, availability: 0.5 }\nlanes: { a: [{ fault: latency, at: 3s, for: 50s, with: { proxy: social, latency: 100ms } }, { fault: partition, id: cut, at: 50s, for: 5s, with: { proxy: portal } }] }\n');
    expect((await gameday(['setup', '--quiet'])).code).to.equal(0);
    const child = started(['run', 'steered.yaml'], { cwd: folder });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const until = async (words: string) => {
      while (!said.join('').includes(words)) {
        if (child.exitCode !== null) throw new Error(`expected "${words}", got the end of the run:\n${said.join('')}`);
        await sleep(50);
      }
    };
    await until('released latency');
    const tell = (...args: string[]) => gameday(args, { cwd: folder });
    expect((await tell('note', 'latest', 'the bridge is open')).out).to.equal('noted\n');
    expect((await tell('hold', 'latest')).code).to.equal(0);
    expect((await tell('hold', 'latest')).err).to.equal('gameday: the drill is held already\n');
    expect((await tell('resume', 'latest')).code).to.equal(0);
    expect((await tell('skip', 'latest', 'cut', '--because', 'no time')).out).to.equal('skipped cut\n');
    expect((await tell('skip', 'latest', 'cutt')).err).to.match(/expected one of the injects latency, cut, got "cutt"/);
    expect((await tell('mark', 'latest', 'ack', '--role', 'monitoring', '--give-or-take', '500ms', '--json')).out).to.match(/"ok": true/);
    expect((await tell('abort', 'latest', '--because', 'enough')).code).to.equal(0);
    expect(await exit, said.join('')).to.equal(3);

    const [name = ''] = readdirSync(path.join(folder, 'reports'));
    const history = readRun(path.join(folder, 'reports', name));
    expect(history.first('note.added')).to.include({ text: 'the bridge is open', role: 'facilitator' });
    expect(history.first('hold.ended')?.role).to.equal('facilitator');
    expect(history.first('inject.skipped')).to.include({ inject: 'cut', because: 'no time' });
    expect(history.first('milestone.reached')).to.include({ milestone: 'acknowledged', source: 'facilitator' });
    expect(history.of('change.withdrawn').map(({ inject }) => inject)).to.include.members(['latency', 'legitimate']);
    expect(history.last('run.closed')).to.deep.include({ because: 'aborted', leftBehind: [] });
    expect(existsSync(path.join(folder, 'reports', name, reporters.html.file))).to.equal(true);
  });
});
