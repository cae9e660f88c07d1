/** Takes k6 and Toxiproxy from a real drill: killed, stopped, or locked up, the faults are withdrawn and the drill is inconclusive. */
import { expect } from 'chai';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf } from '../../src/tools/process-table.ts';
import { liveRun, type LiveRun } from '../kill/live-run.ts';
import { checkOf, expectAllWithdrawn, expectNobodyLeft, expectPlainWords, scenario } from './aftermath.ts';

/** Runs the drill, makes trouble once both faults are in force, and hands back how it ended. */
async function drillWith(trouble: (run: LiveRun) => Promise<void> | void, check: (run: LiveRun) => Promise<void> | void): Promise<void> {
  const run = liveRun(scenario);
  try {
    await run.until('change.applied', (event) => event.inject === 'flood');
    await run.until('change.applied', (event) => event.inject === 'latency');
    await trouble(run);
    const exit = await run.exited;
    expectPlainWords(exit, 2);
    expect(exit.output).to.match(/inconclusive/i);
    expectAllWithdrawn(run.events());
    await expectNobodyLeft(run.events());
    await check(run);
  } finally {
    run.clean();
  }
}

const pidOf = (run: LiveRun, name: string): number => {
  const child = run.of('child.started').findLast((each) => each.name === name);
  if (child === undefined || startTimeOf(child.pid) !== child.started) throw new Error(`expected ${name} to run`);
  return child.pid;
};

const signalled = (name: string, signal: NodeJS.Signals) => (run: LiveRun) => void process.kill(pidOf(run, name), signal);

/** How long after its time was over the latency toxic was proved gone. */
function withdrawalMs(run: LiveRun): number {
  const began = run.of('change.withdrawing').find((event) => event.inject === 'latency');
  const ended = run.of('change.withdrawn').find((event) => event.inject === 'latency');
  return (ended?.heardMs ?? Number.NaN) - (began?.heardMs ?? Number.NaN);
}

/** Where Toxiproxy listens, for its own orders and for a dependency, from the world's description. */
function toxiproxyOf(run: LiveRun, proxy: string): { api: string; port: number } {
  const [opened] = run.of('world.opened');
  const { toxiproxy, proxies } = (opened?.description ?? {}) as { toxiproxy: { api: { port: number } }; proxies: { name: string; listen: { port: number } }[] };
  return { api: `http://127.0.0.1:${toxiproxy.api.port}/proxies/${proxy}/toxics`, port: proxies.find((each) => each.name === proxy)?.listen.port ?? 0 };
}

/** Asks for 262 MB, several times what all buffers on the way may grow to (Linux lets one grow to 32 MB), and reads none of it. */
function readNothing(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.pause();
  socket.on('error', () => {});
  const request = 'GET /healthz?bytes=65536 HTTP/1.1\r\nhost: locked\r\n\r\n';
  socket.once('connect', () => socket.write(request.repeat(4000)));
  return socket;
}

/** Longer than an API that isn't locked up takes on a machine that is busy. */
const answerMs = 1500;

/** Adds a toxic that does nothing, and takes it away again, until one of the two finds no answer any more. */
async function lockUp(api: string): Promise<void> {
  const ask = (method: string, path = '', body?: string) =>
    fetch(`${api}${path}`, { method, signal: AbortSignal.timeout(answerMs), ...(body !== undefined && { body }) }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DOMException && error.name === 'TimeoutError') return false;
        throw error;
      },
    );
  const nothing = JSON.stringify({ name: 'nothing', type: 'latency', attributes: { latency: 0 } });
  for (const until = performance.now() + 60_000; performance.now() < until; await sleep(20)) {
    if (!((await ask('POST', '', nothing)) && (await ask('DELETE', '/nothing')))) return;
  }
  throw new Error('expected Toxiproxy to lock up');
}

describe('Programs that die in the middle of a drill', function () {
  this.timeout(90_000);
  this.retries(1);

  it('k6 of the flood, killed: inconclusive, and the scorecard says that the generator ended', () =>
    drillWith(signalled('generator/flood', 'SIGKILL'), (run) => {
      const ended = run.of('generator.ended').find((event) => event.generator === 'flood');
      expect(ended?.expected).to.equal(false);
      const generators = checkOf(run.folder, 'generators');
      expect(generators?.is).to.equal('failed');
      expect(generators?.saw).to.match(/flood ended unexpectedly/);
    }));

  it('Toxiproxy, killed with a toxic in force: the record has its end, and how the toxic was proved gone', () =>
    drillWith(signalled('toxiproxy', 'SIGKILL'), (run) => {
      const death = run.of('child.ended').find((event) => event.name === 'toxiproxy');
      expect(death).to.include({ signal: 'SIGKILL', expected: false });
      const withdrawn = run.of('change.withdrawn').find((event) => event.inject === 'latency');
      expect(withdrawn?.how).to.equal('restart Toxiproxy');
      expect(withdrawalMs(run)).to.be.below(8000);
    }));

  it('Toxiproxy, stopped: withdrawal goes on to a restart and is proved within seconds', () =>
    drillWith(signalled('toxiproxy', 'SIGSTOP'), (run) => {
      const withdrawn = run.of('change.withdrawn').find((event) => event.inject === 'latency');
      expect(withdrawn?.how).to.equal('restart Toxiproxy');
      expect(withdrawalMs(run)).to.be.below(8000);
    }));

  it('Toxiproxy, locked up by a client that stops reading: the toxic is proved gone within seconds', () =>
    drillWith(
      async (run) => {
        const { api, port } = toxiproxyOf(run, 'social');
        const socket = readNothing(port);
        void run.exited.then(() => socket.destroy());
        await lockUp(api);
        expect(run.of('change.withdrawing'), 'withdrawn before Toxiproxy had locked up').to.deep.equal([]);
      },
      (run) => {
        expect(withdrawalMs(run)).to.be.below(8000);
        expect(run.of('change.withdrawn').find((event) => event.inject === 'latency')?.how).to.equal('restart Toxiproxy');
        process.stdout.write(`      ${run.of('change.withdrawn').find((event) => event.inject === 'latency')?.how ?? ''} after ${Math.round(withdrawalMs(run))} ms\n`);
      },
    ));
});
