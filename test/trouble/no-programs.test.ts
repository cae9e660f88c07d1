/** Runs gameday where there is nothing but Node: it says what to install, and how; a drill that may be simulated instead is, and never ends green. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reporters, terminalSummary } from '../../src/report/index.ts';
import { readRun } from '../../src/store/segments.ts';
import { checkOf, expectPlainWords, scenario, scorecardOf, type Exit } from './aftermath.ts';

const root = join(import.meta.dirname, '../..');

/** The environment is this and nothing else. A proxy on a closed port makes every release host unreachable without touching the network. */
function bare(folder: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  for (const name of ['bin', 'home', 'cache', 'tmp']) mkdirSync(join(folder, name));
  symlinkSync(process.execPath, join(bin, 'node'));
  return { PATH: bin, HOME: join(folder, 'home'), XDG_CACHE_HOME: join(folder, 'cache'), TMPDIR: join(folder, 'tmp'), NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://127.0.0.1:9', NO_COLOR: '1' };
}

function gamedayIn(env: NodeJS.ProcessEnv, ...words: string[]): Promise<Exit> {
  const child = spawn(process.execPath, [join(root, 'src/entry/gameday.ts'), ...words], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

describe('A machine without programs', function () {
  this.timeout(30_000);
  let folder = '';
  let env: NodeJS.ProcessEnv = {};

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gameday-bare-'));
    env = bare(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const out = (name: string) => join(folder, name);

  for (const words of [['run', scenario, '--world', 'local'], ['run', scenario, '--observe'], ['run', 'people.yaml'], ['setup']]) {
    it(`gameday ${words.join(' ')}: says what was tried, and how to install what is missing`, async () => {
      writeFileSync(out('people.yaml'), readFileSync(join(root, scenario), 'utf8').replace('network: { autopilot: {} }', 'network: human'));
      const exit = await gamedayIn(env, ...words.map((word) => (word === 'people.yaml' ? out(word) : word)));
      expectPlainWords(exit, 64);
      expect(exit.output).to.match(/expected k6 \d/);
      for (const tried of [/PATH: no k6/, /cache: no .*k6/, /Go: no go on PATH/, /release: .*can't be reached/]) expect(exit.output).to.match(tried);
      expect(exit.output).to.match(/[Ii]nstall/);
      expect(exit.output).to.include('gameday setup');
      if (words.includes('people.yaml')) expect(exit.output).to.include("It can't be simulated instead: network (human) is nobody whom a model could play");
    });
  }

  it('gameday run: simulates a drill that was meant to be real, says why everywhere, and never ends green', async () => {
    const exit = await gamedayIn(env, 'run', 'quickstart', '--out', out('run'));
    expectPlainWords(exit, 2);
    expect(exit.output).to.match(/this drill is SIMULATED, and will be inconclusive: k6 2\.x could not be had on this machine \(Go: no go on PATH; release: .*can't be reached/);
    const card = scorecardOf(out('run'));
    expect(card).to.deep.include({ outcome: 'inconclusive', exitCode: 2, simulated: true, world: 'simulated' });
    expect(card.insteadOf).to.deep.include({ world: 'local' });
    expect(checkOf(out('run'), 'world')?.is).to.equal('failed');
    // The model was played all the same, and whoever came for a first scorecard has one.
    expect(card.capabilities.find(({ capability }) => capability === 'detection')?.rating).to.match(/^[PSMU]$/);
    const because = /k6 2\.x could not be had on this machine \(Go: no go on PATH/;
    expect(readRun(out('run')).first('run.opened')?.insteadOf?.because).to.match(because);
    for (const { file } of Object.values(reporters)) expect(readFileSync(join(out('run'), file), 'utf8').replace(/\s+/g, ' '), file).to.match(because).and.not.include(env['HOME'] ?? 'HOME');
    expect(terminalSummary(card, { colour: false, width: 100 }).replace(/\s+(?:│ )?/g, ' ')).to.match(/Simulated: .* It was meant for the world local, but k6 2\.x could not be had/);
    expect(readFileSync(join(out('run'), 'junit.xml'), 'utf8')).to.match(/<testcase[^>]*world: The drill ran in the world that it was meant for[^>]*><failure/);
  });

  it('gameday run --world simulated: is what was asked for, and ends as it is judged', async () => {
    const exit = await gamedayIn(env, 'run', 'quickstart', '--world', 'simulated', '--out', out('asked'));
    expectPlainWords(exit, 0);
    expect(scorecardOf(out('asked')).insteadOf).to.equal(undefined);
  });
});
