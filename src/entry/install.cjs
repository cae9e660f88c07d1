/** Holds the installing of what is missing, in plain CommonJS for any Node from 18 up, since nothing else can run before it. */
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '../..');
const lockFile = path.join(root, 'package-lock.json');
const installedFile = path.join(root, 'node_modules/.package-lock.json');

/** True when each package that the lock file demands is there in its version; a checkout may make a lock file look new that says nothing new. */
function sameVersions() {
  const demanded = JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages;
  const installed = JSON.parse(fs.readFileSync(installedFile, 'utf8')).packages;
  return Object.keys(demanded).every((name) => name === '' || demanded[name].optional === true || (installed[name] !== undefined && installed[name].version === demanded[name].version));
}

/** True in a clone whose node_modules is missing or older than its lock file; never where gameday is somebody's dependency. */
function needed() {
  if (!fs.existsSync(lockFile)) return false;
  if (!fs.existsSync(installedFile)) return true;
  return fs.statSync(installedFile).mtimeMs < fs.statSync(lockFile).mtimeMs && !sameVersions();
}

/** npm doesn't link a package's own command, and without the link `npx gameday` would fetch before it runs. */
function linkCommand() {
  const link = path.join(root, 'node_modules/.bin/gameday');
  if (process.platform === 'win32' || fs.existsSync(link) || !fs.existsSync(path.dirname(link))) return;
  fs.rmSync(link, { force: true });
  fs.symlinkSync('../../src/entry/launch.cjs', link);
}

/** Installs where that is needed; returns a sentence where it failed. */
function install() {
  if (needed()) {
    process.stderr.write('gameday: installing what package-lock.json names (npm ci), once …\n');
    // npm runs this by its own file where it started us, so that the same npm is used.
    const npm = process.env.npm_execpath;
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] };
    const ran = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
    if (ran.error) return `expected npm to install what is missing, got ${ran.error.message}\n  Install npm (it comes with Node.js), then run \`npm ci\` in ${root}.`;
    if (ran.status !== 0) {
      const said = ran.stderr.split('\n').filter((line) => /^npm (error|ERR!)/.test(line)).slice(0, 4).join('\n  ');
      return `expected \`npm ci\` to install what is missing, got exit ${ran.status === null ? ran.signal : ran.status}\n  ${said}\n  Run \`npm ci\` in ${root} to see all of it.`;
    }
  }
  linkCommand();
  return undefined;
}

module.exports = { install };

if (require.main === module) {
  const failed = install();
  if (failed !== undefined) {
    process.stderr.write(`gameday: ${failed}\n`);
    process.exitCode = 70;
  }
}
