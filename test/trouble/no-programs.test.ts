/** Runs gameday where there is nothing but Node: it says what to install, and how. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectPlainWords, scenario, type Exit } from './aftermath.ts';

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

  for (const words of [['run', scenario], ['setup']]) {
    it(`gameday ${words[0] ?? ''}: says what was tried, and how to install what is missing`, async () => {
      const exit = await gamedayIn(env, ...words);
      expectPlainWords(exit, 64);
      expect(exit.output).to.match(/expected k6 \d/);
      for (const tried of [/PATH: no k6/, /cache: no .*k6/, /Go: no go on PATH/, /release: .*can't be reached/]) expect(exit.output).to.match(tried);
      expect(exit.output).to.match(/[Ii]nstall/);
      expect(exit.output).to.include('gameday setup');
    });
  }
});
