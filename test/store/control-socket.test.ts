/** Tests the socket by which other terminals speak to a running drill. */
import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Problem } from '../../src/problem.ts';
import type { Command } from '../../src/store/commands.ts';
import { sendCommand, serveCommands } from '../../src/store/control-socket.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'gameday-socket-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const note: Command = { do: 'note', role: 'facilitator', text: 'hello, "quoted"\nsecond line' };
const fileOf = () => readFileSync(path.join(folder, 'control-socket.txt'), 'utf8').trim();

describe('the control socket', () => {
  it('carries commands to the runner and its answers back', async () => {
    const heard: Command[] = [];
    const server = await serveCommands(folder, async (command) => {
      heard.push(command);
      return command.do === 'note' ? { ok: true, said: 'noted' } : { ok: false, why: 'no' };
    });
    try {
      expect(await sendCommand(folder, note, systemClock)).to.deep.equal({ ok: true, said: 'noted' });
      expect(await sendCommand(folder, { do: 'hold', role: 'facilitator' }, systemClock)).to.deep.equal({ ok: false, why: 'no' });
      expect(heard).to.deep.equal([note, { do: 'hold', role: 'facilitator' }]);
    } finally {
      await server.close();
    }
  });

  it('is for this user alone, fits into the length that the system allows, and goes when the runner goes', async () => {
    const server = await serveCommands(folder, async () => ({ ok: true, said: '' }));
    const file = fileOf();
    expect(statSync(path.dirname(file)).mode & 0o777).to.equal(0o700);
    expect(Buffer.byteLength(file)).to.be.below(108);
    await server.close();
    expect(existsSync(path.dirname(file))).to.equal(false);
    expect(await sendCommand(folder, note, systemClock)).to.equal(undefined);
  });

  it('answers what is no command, and what fails, in words', async () => {
    const server = await serveCommands(folder, async () => Promise.reject(new Error('the drill is over')));
    const raw = (line: string) =>
      new Promise<string>((resolve) => {
        const socket = createConnection(fileOf());
        socket.once('data', (data: Buffer) => (socket.destroy(), resolve(data.toString())));
        socket.write(`${line}\n`);
      });
    try {
      expect(await raw('{"do":"explode"}')).to.include('expected a command, got');
      expect(await raw('no json')).to.include('"ok":false');
      expect(await sendCommand(folder, note, systemClock)).to.deep.equal({ ok: false, why: 'the drill is over' });
    } finally {
      await server.close();
    }
  });

  it('tells a runner that is gone from one that is mute', async () => {
    const socket = path.join(folder, 's');
    writeFileSync(path.join(folder, 'control-socket.txt'), socket);
    expect(await sendCommand(folder, note, systemClock), 'nobody listens').to.equal(undefined);
    const open: Socket[] = [];
    const mute = createServer((one) => open.push(one));
    await new Promise<void>((resolve) => void mute.listen(socket, resolve));
    const hasty = { ...systemClock, sleep: async (_ms: number, stop?: AbortSignal) => systemClock.sleep(50, stop) };
    const error = await sendCommand(folder, note, hasty).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Problem);
    for (const one of open) one.destroy();
    await new Promise((resolve) => mute.close(resolve));
  });
});
