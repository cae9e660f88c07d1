/** Holds the program `gameday`: the one place that joins the command to its process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Io } from '../cli/io.ts';
import { main } from '../cli/main.ts';

const args = process.argv.slice(2);

// A real drill waits most of its time, beside the system that it tests, and needs little. Who judges or simulates has work to do, and takes half as long again with so little room.
if (args[0] === 'run' && !args.some((arg) => arg === 'simulated' || arg === '--world=simulated')) {
  // The space for what is soon forgotten may grow to 128 MB where a machine has enough; 2 MB of it do as well.
  setFlagsFromString('--semi-space-growth-factor=1');
  // The rest grows less, and little compiled code is kept: 30 MB less.
  setFlagsFromString('--optimize-for-size');
}

const home = path.resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string };
const internalError = 70;

/** Where nobody tells the width, as in a pipe, lines are as wide as a terminal usually is. */
const usualWidth = 80;

const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(text);

// Whoever reads our output may leave early (`| head`); a drill must end in order all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

/** What was thrown where nobody could catch it. The runner's reaper withdraws what this process can't any more. */
function crash(thrown: unknown): void {
  const file = path.join(tmpdir(), `gameday-error-${process.pid}.txt`);
  const [line = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
  try {
    writeFileSync(file, thrown instanceof Error ? (thrown.stack ?? line) : line);
  } finally {
    process.stderr.write(`gameday: internal error: ${line}; details are in ${file}\n`);
    process.exit(internalError);
  }
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

const io: Io = {
  argv: args,
  env: process.env,
  cwd: process.cwd(),
  pid: process.pid,
  home,
  version,
  out: write(process.stdout),
  err: write(process.stderr),
  terminal: {
    in: process.stdin.isTTY,
    out: process.stdout.isTTY,
    err: process.stderr.isTTY,
    width: () => process.stderr.columns || process.stdout.columns || usualWidth,
  },
  keys: (heard) => {
    const { stdin } = process;
    const hear = (text: string) => {
      for (const key of text) heard(key);
    };
    stdin.setRawMode(true).setEncoding('utf8').on('data', hear).resume();
    return () => {
      stdin.off('data', hear).setRawMode(false).pause();
    };
  },
  interrupts: (heard) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, heard);
    return () => {
      for (const signal of signals) process.off(signal, heard);
    };
  },
  quit: (code) => process.exit(code),
};

/** Output to a pipe is written later; leaving before would cut it. */
const flushed = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => (stream.destroyed || stream.writableEnded ? resolve() : void stream.write('', () => resolve())));

const code = await main(io);
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(code);
