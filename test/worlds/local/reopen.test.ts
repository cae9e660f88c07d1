/** Holds the tests of reaching a local world from other processes: after its opener is gone, killed, or still at work. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Child } from '../../../src/record/events.ts';
import type { Json } from '../../../src/record/json.ts';
import { answers } from '../../../src/worlds/local/close.ts';
import { readDescription } from '../../../src/worlds/local/description.ts';
import { localWorld } from '../../../src/worlds/local/index.ts';
import { rangeDown, rangeStatus, rangeUp } from '../../../src/worlds/local/range-control.ts';
import { services } from '../../../src/range/contract.ts';
import { portsIn, soon, stillRunning } from './open-world.ts';

/** Each service of the range, and Toxiproxy before them. */
const processes = services.length + 1;

async function stranger(what: 'open' | 'look' | 'restart' | 'close', folder: string): Promise<unknown> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'stranger.ts'), what, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect(code).to.equal(0);
  return said === '' ? undefined : JSON.parse(said);
}

describe('a local world whose opener is gone', () => {
  let folder = '';
  const described = () => JSON.parse(readFileSync(join(folder, 'description.json'), 'utf8')) as Json;
  const newest = () => JSON.parse(readFileSync(join(folder, 'logs', 'toxiproxy.json'), 'utf8')) as Child;
  let children: readonly Child[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gameday-reopen-'));
    await stranger('open', folder);
    ({ children } = readDescription(described()));
  });
  after(async () => {
    const opened = await localWorld.reopen(described(), 'run-1');
    await opened.close(soon());
    rmSync(folder, { recursive: true });
  });

  it('lives on, and is reached from its description alone', async () => {
    expect(stillRunning(children)).to.have.length(processes);
    expect(await stranger('look', folder)).to.deep.equal({ route: 'edge', probe: 'ok' });
  });

  it('gets a new Toxiproxy from a stranger, which everybody else then finds', async () => {
    const opened = await localWorld.reopen(described(), 'run-1');
    const first = newest();
    expect(await stranger('restart', folder)).to.include({ probe: 'ok' });
    expect(newest().pid).to.not.equal(first.pid);
    expect(stillRunning([first])).to.deep.equal([]);
    await opened.world.proxies.restart(soon());
    expect((await opened.world.proxies.probe('mail', soon())).outcome).to.equal('ok');
    expect(stillRunning([newest()])).to.deep.equal(['toxiproxy']);
  });

  it('is not taken for the world of another run', async () => {
    const thrown: unknown = await localWorld.reopen(described(), 'run-2').catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error).with.property('message').that.includes('run-2');
  });

  it('refuses a description that leads off this machine', async () => {
    const description = readDescription(described());
    const elsewhere = { ...description, proxies: [{ ...description.proxies[0], listen: { host: '192.0.2.1', port: 80 } }] };
    const thrown: unknown = await localWorld.reopen(elsewhere as unknown as Json, 'run-1').catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error).with.property('message').that.includes('loopback');
  });

  it('is closed by a stranger without a process or a port left, and a second time in peace', async () => {
    const last = newest();
    expect(await stranger('close', folder)).to.deep.equal({ route: 'edge', probe: 'ok', left: [] });
    expect(stillRunning([...children, last])).to.deep.equal([]);
    expect((await Promise.all(portsIn(described()).map(answers))).filter(Boolean)).to.deep.equal([]);
    expect(await stranger('close', folder)).to.deep.equal({ route: 'none', probe: 'refused', left: [] });
  });
});

describe('a range that stays up', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gameday-range-'));
  });
  after(async () => {
    await rangeDown(folder, soon());
    rmSync(folder, { recursive: true });
  });

  it('is down before it is up, up once however often it is asked, and down again', async () => {
    expect(await rangeStatus(folder)).to.deep.equal({ is: 'down', processes: [] });
    const up = await rangeUp(folder, { settings: { audience: { customers: 3 } } }, soon(20_000));
    expect(up.is).to.equal('up');
    expect(up.processes.map((each) => each.runs)).to.deep.equal(Array.from({ length: processes }, () => true));
    expect(up.places?.entries['front']).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await rangeUp(folder, {}, soon(20_000))).to.deep.equal(up);
    process.kill(up.processes.find((each) => each.name === 'social')?.pid ?? 0, 'SIGKILL');
    while ((await rangeStatus(folder)).is === 'up') await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await rangeStatus(folder)).is).to.equal('partly');
    expect(await rangeDown(folder, soon())).to.deep.equal([]);
    expect((await rangeStatus(folder)).is).to.equal('down');
    expect(await rangeDown(folder, soon())).to.deep.equal([]);
  });
});
