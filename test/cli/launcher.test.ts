/** Holds the tests of the launcher and the installer, with whatever Node the machine has, in folders that stand in for a clone. */
import { expect } from 'chai';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gameday, launcher, root, scratch } from './gameday.ts';

/** The machine's own Node, which may be too old to run gameday; the project's where there is no other. */
const elsewhere = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules'));
const systemNode = elsewhere.map((folder) => path.join(folder, 'node')).find((file) => existsSync(file)) ?? process.execPath;
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };

describe(`the launcher under Node ${execFileSync(systemNode, ['--version'], { encoding: 'utf8' }).trim()}`, () => {
  const { folder, clean } = scratch();
  after(clean);
  const launched = (...args: string[]) => gameday(args, { node: systemNode, program: launcher });

  it('tells the version without starting anything else', async () => {
    for (const option of ['--version', '-V']) expect(await launched(option)).to.deep.equal({ code: 0, out: `${version}\n`, err: '' });
  });

  it('runs a verb, with its output and its exit code', async () => {
    expect((await launched('--help')).out).to.contain('Start here:');
    expect(await launched('check', 'nobody')).to.include({ code: 64, out: '' });
  });

  describe('brings signals to the program, and ends as it does', () => {
    /** A clone whose program only waits, after it has said that it is ready. */
    const signalled = (name: string, program: string, signal: NodeJS.Signals) => {
      const home = path.join(folder, name);
      mkdirSync(path.join(home, 'node_modules'), { recursive: true });
      cpSync(path.join(root, 'src/entry'), path.join(home, 'src/entry'), { recursive: true });
      writeFileSync(path.join(home, 'package.json'), JSON.stringify({ version: '9.9.9', type: 'module' }));
      for (const one of readdirSync(path.join(root, 'node_modules')).filter((each) => each.startsWith('node-'))) symlinkSync(path.join(root, 'node_modules', one), path.join(home, 'node_modules', one));
      writeFileSync(path.join(home, 'src/entry/gameday.ts'), `${program}\nsetInterval(() => {}, 1000);\nconsole.log('ready');\n`);
      const child = spawn(systemNode, [path.join(home, 'src/entry/launch.cjs'), 'run'], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.once('data', () => child.kill(signal));
      return new Promise<number | string | null>((resolve) => child.once('exit', (code, ended) => resolve(ended ?? code)));
    };

    it('an exit code of its own', async () => {
      expect(await signalled('own', "process.on('SIGTERM', () => process.exit(7));", 'SIGTERM')).to.equal(7);
      expect(await signalled('interrupt', "process.on('SIGINT', () => process.exit(3));", 'SIGINT')).to.equal(3);
    });

    it('the signal', async () => {
      expect(await signalled('killed', '', 'SIGTERM')).to.equal('SIGTERM');
    });
  });

  it('is what `npx gameday` runs in the clone', () => {
    const ran = spawnSync('npx', ['gameday', '--version'], { cwd: root, encoding: 'utf8', env: { ...process.env, PATH: elsewhere.join(path.delimiter) } });
    expect(ran.stdout).to.equal(`${version}\n`);
    expect(ran.status).to.equal(0);
    expect(realpathSync(path.join(root, 'node_modules/.bin/gameday'))).to.equal(realpathSync(launcher));
  });

  describe('in a clone without what it needs', () => {
    /** A folder like a clone, with an npm of our own that says how it was called. */
    const clone = (name: string, npm: string) => {
      const home = path.join(folder, name);
      mkdirSync(path.join(home, 'src'), { recursive: true });
      mkdirSync(path.join(home, 'bin'));
      cpSync(path.join(root, 'src/entry'), path.join(home, 'src/entry'), { recursive: true });
      writeFileSync(path.join(home, 'package.json'), JSON.stringify({ name: 'gameday', version: '9.9.9', type: 'module' }));
      writeFileSync(path.join(home, 'package-lock.json'), JSON.stringify({ packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } }));
      writeFileSync(path.join(home, 'bin/npm'), `#!/bin/sh\necho "$@" >> ${home}/calls\n${npm}\n`);
      chmodSync(path.join(home, 'bin/npm'), 0o755);
      const run = () => spawnSync(systemNode, [path.join(home, 'src/entry/install.cjs')], { encoding: 'utf8', env: { PATH: `${home}/bin:/usr/bin:/bin` } });
      const calls = () => (existsSync(`${home}/calls`) ? readFileSync(`${home}/calls`, 'utf8').trim().split('\n').length : 0);
      const installed = path.join(home, 'node_modules/.package-lock.json');
      return { home, run, calls, installed };
    };
    const works = 'mkdir -p node_modules/.bin && echo \'{"packages":{"node_modules/a":{"version":"1.0.0"}}}\' > node_modules/.package-lock.json';

    it('installs what is missing, once, and links the command', () => {
      const { home, run, calls } = clone('fresh', works);
      expect(run().status).to.equal(0);
      expect(run().status).to.equal(0);
      expect(calls()).to.equal(1);
      expect(readFileSync(path.join(home, 'calls'), 'utf8')).to.match(/^ci /);
      expect(realpathSync(path.join(home, 'node_modules/.bin/gameday'))).to.equal(realpathSync(path.join(home, 'src/entry/launch.cjs')));
    });

    it('installs again when the lock file is newer and says something else, and only then', () => {
      const { home, run, calls } = clone('older', works);
      run();
      const later = new Date(Date.now() + 60_000);
      utimesSync(path.join(home, 'package-lock.json'), later, later);
      run();
      expect(calls(), 'a newer file with the same versions').to.equal(1);
      writeFileSync(path.join(home, 'package-lock.json'), JSON.stringify({ packages: { 'node_modules/a': { version: '2.0.0' } } }));
      utimesSync(path.join(home, 'package-lock.json'), later, later);
      run();
      expect(calls(), 'another version').to.equal(2);
    });

    it('says what npm said when that fails', () => {
      const { run } = clone('failing', 'echo "npm error code ENOTFOUND" >&2; exit 1');
      const { status, stderr } = run();
      expect(status).to.equal(70);
      expect(stderr).to.match(/expected `npm ci` to install what is missing, got exit 1\n {2}npm error code ENOTFOUND/);
    });

    it('says what to install where there is no npm', () => {
      const { home } = clone('bare', works);
      const { status, stderr } = spawnSync(systemNode, [path.join(home, 'src/entry/install.cjs')], { encoding: 'utf8', env: { PATH: '/nowhere' } });
      expect(status).to.equal(70);
      expect(stderr).to.match(/expected npm to install what is missing, got .*ENOENT\n {2}Install npm/);
    });

    it('leaves a folder alone that is somebody’s dependency', () => {
      const { home, run, calls } = clone('installed', works);
      execFileSync('rm', [path.join(home, 'package-lock.json')]);
      mkdirSync(path.join(home, 'node_modules/.bin'), { recursive: true });
      symlinkSync('elsewhere', path.join(home, 'node_modules/.bin/gameday'));
      expect(run().status).to.equal(0);
      expect(calls()).to.equal(0);
    });
  });
});
