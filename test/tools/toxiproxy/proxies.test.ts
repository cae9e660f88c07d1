/** Holds the contract of proxies against the real Toxiproxy, and what only the real one does: locking up, dying, being shared. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { machineProcesses } from '../../../src/tools/processes.ts';
import { toxiproxyProxies } from '../../../src/tools/toxiproxy/proxies.ts';
import { givenName, isOurs, wireName } from '../../../src/tools/toxiproxy/toxic-name.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';
import type { Toxic } from '../../../src/ports/proxies.ts';
import { proxiesContract } from '../../contracts/proxies.ts';
import { realToxiproxy, type RealToxiproxy } from './real.ts';

const soon = () => AbortSignal.timeout(8000);
const slow: Toxic = { name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 100, jitter: 0 } };

proxiesContract('Toxiproxy', () => realToxiproxy());

describe('Toxiproxy itself', () => {
  let real: RealToxiproxy;
  beforeEach(async () => {
    real = await realToxiproxy();
  });
  afterEach(() => real.close());

  const put = async (name: string) => {
    const answer = await fetch(`${real.url}/proxies/web/toxics`, { method: 'POST', body: JSON.stringify({ ...slow, name }) });
    expect(answer.status).to.equal(200);
  };
  const names = async () => (await real.proxies.list(soon())).find((state) => state.name === 'web')?.toxics.map((toxic) => toxic.name);

  it('keeps the toxics of others and of other runs through remove, recreate and restart', async () => {
    await put('a stranger');
    await toxiproxyProxies({ run: 'run-2', url: real.url, plan: real.plan, restartServer: real.server.restart }).addToxic('web', slow, soon());
    await real.proxies.addToxic('web', slow, soon());
    const others = ['a stranger', wireName('run-2', 'slow')];
    expect(await names()).to.have.members([...others, 'slow']);
    await real.proxies.removeToxic('web', 'a stranger', soon());
    await real.proxies.removeToxic('web', 'slow', soon());
    expect(await names()).to.have.members(others);
    const original = (await real.proxies.list(soon())).find((state) => state.name === 'web');
    await real.proxies.addToxic('web', slow, soon());
    if (original !== undefined) await real.proxies.recreate(original, soon());
    expect(await names()).to.have.members(others);
    await real.proxies.addToxic('web', slow, soon());
    await real.proxies.restart(soon());
    expect(await names()).to.have.members(others);
  });

  it('keeps a proxy that somebody else made through a restart', async () => {
    const body = JSON.stringify({ name: 'theirs', listen: '127.0.0.1:0', upstream: '127.0.0.1:9', enabled: true });
    await fetch(`${real.url}/proxies`, { method: 'POST', body });
    await real.proxies.restart(soon());
    expect((await real.proxies.list(soon())).map((state) => state.name)).to.have.members(['web', 'mail', 'theirs']);
  });

  it('is healed by a restart when its control API has locked up', async () => {
    const [, port = ''] = real.plan[0]?.listen.split(':') ?? [];
    const reader = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    reader.write('GET /endless HTTP/1.1\r\nhost: web\r\n\r\n');
    // It reads the first piece and then nothing more: once the buffers are full, Toxiproxy waits for it with its lock held.
    await new Promise((resolve) => reader.once('data', resolve));
    reader.pause();
    let thrown: unknown;
    for (const until = performance.now() + 10_000; thrown === undefined && performance.now() < until; ) {
      thrown = await (async () => {
        await real.proxies.addToxic('web', slow, soon());
        await real.proxies.removeToxic('web', slow.name, soon());
      })().catch((error: unknown) => error);
    }
    expect(thrown).to.be.instanceOf(Error).with.property('message').that.includes('none within 2000 ms');
    const before = real.server.current()?.pid;
    await real.proxies.restart(soon());
    expect(real.server.current()?.pid).to.not.equal(before);
    reader.destroy();
    expect(await names()).to.deep.equal([]);
    expect((await real.proxies.probe('web', soon())).outcome).to.equal('ok');
  });

  it('comes back when it was killed in use, also for an adapter that did not start it', async () => {
    await real.proxies.addToxic('web', slow, soon());
    const child = real.server.current();
    if (child === undefined) throw new Error('not started');
    process.kill(child.pid, 'SIGKILL');
    const thrown: unknown = await real.proxies.list(soon()).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error);
    expect((await real.proxies.probe('web', soon())).outcome).to.be.oneOf(['refused', 'cut', 'reset']);
    const other = toxiproxyProxies({ run: 'run-1', url: real.url, plan: real.plan, restartServer: real.server.restart });
    await Promise.all([other.restart(soon()), other.restart(soon())]);
    expect((await real.proxies.probe('web', soon())).outcome).to.equal('ok');
    expect(await machineProcesses(systemClock).alive(child)).to.equal(false);
  });

  it('says which port is taken', async () => {
    const thrown: unknown = await real.server.start(soon()).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error).with.property('message').that.includes('in use');
  });
});

/** An upstream that takes no connection any more and refuses none: its process is stopped and its queue full. */
async function blackHole(): Promise<{ at: string; close(): void }> {
  const listener = spawn(process.execPath, ['--eval', "const s = require('node:net').createServer(); s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))"], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(String(await new Promise((resolve) => listener.stdout.once('data', resolve))));
  listener.kill('SIGSTOP');
  const queue: Socket[] = [];
  const isTaken = async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    queue.push(socket);
    return Promise.race([once(socket, 'connect').then(() => true), systemClock.sleep(500).then(() => false)]);
  };
  while (await isTaken());
  const close = () => {
    for (const socket of queue) socket.destroy();
    listener.kill('SIGKILL');
  };
  return { at: `127.0.0.1:${port}`, close };
}

describe('Toxiproxy before a black hole', () => {
  it('is healed by a restart when a proxy can be neither closed nor made anew', async () => {
    const hole = await blackHole();
    const real = await realToxiproxy(hole.at);
    try {
      const [original] = (await real.proxies.list(soon())).filter((state) => state.name === 'web');
      if (original === undefined) throw new Error('no proxy web');
      expect((await real.proxies.probe('web', soon())).outcome).to.equal('timeout');
      const closing: unknown = await real.proxies.setEnabled('web', false, soon()).catch((error: unknown) => error);
      expect(closing).to.be.instanceOf(Error);
      const recreating: unknown = await real.proxies.recreate(original, soon()).catch((error: unknown) => error);
      expect(recreating).to.be.instanceOf(Error);
      await real.proxies.restart(soon());
      expect(await real.proxies.list(soon())).to.deep.include(original);
      expect((await real.proxies.probe('mail', soon())).outcome).to.equal('ok');
    } finally {
      await real.close();
      hole.close();
    }
  });
});

describe('names of toxics', () => {
  it('survive the way to Toxiproxy and back, whatever is in them', () => {
    for (const name of ['a/b', 'a~b', 'ü %2F.', 'x.y', '', "(!'*)"]) {
      const wire = wireName('2026.1/x', name);
      expect(wire).to.match(/^[\w.~-]+$/);
      expect(givenName('2026.1/x', wire)).to.equal(name);
    }
  });
  it('are ours only with our run in front', () => {
    expect(isOurs('a', wireName('a.b', 'c'))).to.equal(false);
    expect(isOurs('a', 'gameday.a.~zz')).to.equal(false);
    expect(givenName('a', 'latency_downstream')).to.equal('latency_downstream');
  });
});
