/** Holds the socket by which other terminals speak to the process that runs a drill: one line of JSON each way. */
import { chmodSync, existsSync, lstatSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../ports/time.ts';
import { Problem, reasonOf } from '../problem.ts';
import { commandSchema, replySchema } from './commands.ts';
import type { Command, Handle, Reply } from './commands.ts';

/** Says where the socket is. It can't lie in the folder: a socket's path must stay under 108 bytes (unix(7)). */
const noteIn = (folder: string) => path.join(folder, 'control-socket.txt');
const answerMs = 10_000;

async function answerTo(line: string, handle: Handle): Promise<Reply> {
  try {
    const command = commandSchema.safeParse(JSON.parse(line));
    if (!command.success) return { ok: false, why: `expected a command, got ${line.slice(0, 200)}: ${command.error.issues[0]?.message ?? ''}` };
    return await handle(command.data);
  } catch (error) {
    return { ok: false, why: reasonOf(error) };
  }
}

/** Takes commands for a run until `close`. The socket lies in a folder that only this user can enter. */
export async function serveCommands(folder: string, handle: Handle): Promise<{ close(): Promise<void> }> {
  const room = mkdtempSync(path.join(tmpdir(), 'gameday-'));
  chmodSync(room, 0o700);
  const file = path.join(room, 'control');
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    createInterface({ input: socket }).on('line', (line) => {
      void answerTo(line, handle).then((reply) => socket.destroyed || socket.write(`${JSON.stringify(reply)}\n`));
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(file, resolve));
  writeFileSync(noteIn(folder), `${file}\n`);
  return {
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(room, { recursive: true, force: true });
      rmSync(noteIn(folder), { force: true });
    },
  };
}

/** Removes the socket of a runner that could not do so itself. The note may be anybody's, so nothing goes but a socket and a folder that is empty then. */
export function removeSocketOf(folder: string): void {
  try {
    const file = readFileSync(noteIn(folder), 'utf8').trim();
    if (!lstatSync(file).isSocket()) return;
    rmSync(file);
    rmdirSync(path.dirname(file));
    rmSync(noteIn(folder), { force: true });
  } catch {
    // Nothing was noted, or it is gone: either way nobody can be misled by it.
  }
}

/** Sends a command and waits for the answer; undefined where nobody runs this drill any more. Throws a `Problem` when the runner is there but mute. */
export async function sendCommand(folder: string, command: Command, clock: Clock): Promise<Reply | undefined> {
  if (!existsSync(noteIn(folder))) return undefined;
  const socket = createConnection(readFileSync(noteIn(folder), 'utf8').trim());
  const done = new AbortController();
  const reply = new Promise<Reply | undefined>((resolve, reject) => {
    socket.once('error', () => resolve(undefined)).once('close', () => resolve(undefined));
    createInterface({ input: socket })
      .on('error', () => resolve(undefined))
      .once('line', (line) => {
        try {
          resolve(replySchema.parse(JSON.parse(line)));
        } catch (error) {
          reject(new Problem({ expected: 'an answer from the runner', got: line.slice(0, 200), cause: error }));
        }
      });
    socket.write(`${JSON.stringify(command)}\n`);
  });
  const mute = clock.sleep(answerMs, done.signal).then(() => {
    if (!done.signal.aborted) throw new Problem({ expected: `an answer from the runner within ${answerMs / 1000} s`, got: 'none', where: folder, next: 'It may be stopped or busy; its reaper takes over when it stays silent.' });
    return undefined;
  });
  try {
    return await Promise.race([reply, mute]);
  } finally {
    done.abort();
    socket.destroy();
  }
}
