/** Tests the withdrawal of changes: the order of ways, what hangs, what others set meanwhile, and what is proved. */
import { expect } from 'chai';
import { z } from 'zod';
import { action } from '../../src/catalog/action.ts';
import type { Action, Proof } from '../../src/catalog/action.ts';
import { withdraw } from '../../src/heal/withdraw.ts';
import { mayMeet, withdrawAll } from '../../src/heal/withdraw-all.ts';
import { worldFor } from '../../src/heal/world-for.ts';
import type { CapabilityName } from '../../src/ports/capabilities.ts';
import type { Emit } from '../../src/record/events.ts';
import { onStage } from '../catalog/stage.ts';

type Run = (stop: AbortSignal) => Promise<void | { kept: string }>;

function made(ways: readonly [Run, ...Run[]], gone: (stop: AbortSignal) => Promise<Proof>, needs: readonly CapabilityName[] = ['rota']): Action {
  const [first, ...more] = ways.map((run, n) => ({ how: `way ${n + 1}`, run: (_change: unknown, _world: unknown, stop: AbortSignal) => run(stop) }));
  if (first === undefined) throw new Error('an action has a way');
  return action({
    kind: 'made', summary: 'made up', role: 'fault', needs, spec: z.json(), change: z.json(), claims: () => [], felt: () => [],
    plan: async () => [null], apply: async () => {}, revert: [first, ...more], gone: (_change, _world, stop) => gone(stop),
  });
}

const hang = () => new Promise<never>(() => {});
const isGone = async (): Promise<Proof> => ({ is: 'gone', saw: 'nothing there' });
const isPresent = async (): Promise<Proof> => ({ is: 'present', saw: 'still there' });

interface Told {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Withdraws under the virtual clock; returns what was told, and how long it took. */
const withdrawn = (made: Action, emit?: Emit) =>
  onStage(async ({ world }) => {
    const told: Told[] = [];
    const listen: Emit = (kind, body) => told.push({ kind, ...body });
    const fromMs = world.clock.now();
    const is = await withdraw({ action: made, change: null, world, emit: emit ?? listen, clock: world.clock, inject: 'it', n: 0, because: 'a test', graceMs: 2000 });
    return { is, told: told.map(({ inject: _inject, n: _n, ...rest }) => rest), tookMs: world.clock.now() - fromMs };
  });

describe('withdrawal', () => {
  it('takes the mildest way that is proved to work', async () => {
    const ran: number[] = [];
    const { is, told, tookMs } = await withdrawn(made([async () => void ran.push(1), async () => void ran.push(2)], isGone));
    expect({ is, ran, tookMs }).to.deep.equal({ is: 'withdrawn', ran: [1], tookMs: 0 });
    expect(told).to.deep.equal([{ kind: 'change.withdrawing', because: 'a test' }, { kind: 'change.withdrawn', how: 'way 1', saw: 'nothing there' }]);
  });

  it('waits for proof, and goes on to the next way when none comes in time', async () => {
    let gone = false;
    const { is, told, tookMs } = await withdrawn(made([async () => {}, async () => void (gone = true)], async (stop) => (gone ? isGone() : (stop.throwIfAborted(), isPresent()))));
    expect(is).to.equal('withdrawn');
    expect(told.at(-1)).to.include({ how: 'way 2' });
    expect(tookMs).to.be.within(2000, 2100);
  });

  it('goes on at once when a way fails, unless the change is gone all the same', async () => {
    const refuse = async () => Promise.reject(new Error('refused'));
    let gone = false;
    const next = await withdrawn(made([refuse, async () => void (gone = true)], async () => (gone ? isGone() : isPresent())));
    expect({ how: next.told.at(-1)?.['how'], tookMs: next.tookMs }).to.deep.equal({ how: 'way 2', tookMs: 0 });
    const already = await withdrawn(made([refuse, hang], isGone));
    expect({ how: already.told.at(-1)?.['how'], tookMs: already.tookMs }).to.deep.equal({ how: 'way 1', tookMs: 0 });
  });

  it('abandons a way that hangs at its deadline, and tells it to stop', async () => {
    const told: boolean[] = [];
    let gone = false;
    const { is, tookMs } = await withdrawn(made([(stop) => (stop.addEventListener('abort', () => told.push(true)), hang()), async () => void (gone = true)], async () => (gone ? isGone() : isPresent())));
    expect({ is, tookMs, told }).to.deep.equal({ is: 'withdrawn', tookMs: 2000, told: [true] });
  });

  it('is stuck after the last way, and says all that was tried', async () => {
    const { is, told } = await withdrawn(made([hang, async () => Promise.reject(new Error('refused')), async () => {}], async () => ({ is: 'unknown', saw: 'no answer' })));
    expect(is).to.equal('stuck');
    expect(told.at(-1)).to.deep.equal({ kind: 'change.stuck', tried: ['way 1', 'way 2', 'way 3'], saw: 'no answer; no answer' });
  });

  it('takes no answer for proof: not one that hangs, not one that fails', async () => {
    expect((await withdrawn(made([async () => {}], hang))).is).to.equal('stuck');
    const failing = await withdrawn(made([async () => {}], async () => Promise.reject(new Error('connection refused'))));
    expect(failing.is).to.equal('stuck');
    expect(failing.told.at(-1)?.['saw']).to.include('the proof failed: connection refused');
  });

  it('reports a value that somebody else set meanwhile', async () => {
    const { told } = await withdrawn(made([async () => ({ kept: 'the route leads to partner-b' })], isGone));
    expect(told.at(-1)).to.deep.equal({ kind: 'change.withdrawn', how: 'way 1', saw: 'nothing there', kept: 'the route leads to partner-b' });
  });

  it('goes on although nothing can be put down any more', async () => {
    let ran = false;
    const { is } = await withdrawn(made([async () => void (ran = true)], isGone), () => {
      throw new Error('ENOSPC');
    });
    expect({ is, ran }).to.deep.equal({ is: 'withdrawn', ran: true });
  });

  it('grants an action nothing that it does not declare', () =>
    onStage(async ({ world }) => {
      expect(Object.keys(worldFor(['mail'], world, 'test')).sort()).to.deep.equal(['clock', 'mail', 'random']);
    }));
});

describe('withdrawal of many', () => {
  const of = (name: string, ...needs: CapabilityName[]) => ({ name, action: made([async () => {}], isGone, needs) });

  it('knows that changes which share a way to change something may meet', () => {
    expect(mayMeet(of('a', 'mail').action, of('b', 'mail', 'http').action)).to.equal(true);
    expect(mayMeet(of('a', 'mail', 'http').action, of('b', 'proxies', 'http').action)).to.equal(false);
    expect(mayMeet(of('a', 'load', 'entries').action, of('b', 'load', 'entries').action), 'each generator is its own').to.equal(false);
  });

  it('starts newest first, waits where changes may meet, and lets nothing else wait', async () => {
    const log: string[] = [];
    const release = new Map<string, () => void>();
    const items = [of('newest mail', 'mail'), of('flood', 'load'), of('older mail', 'mail'), of('proxy', 'proxies')];
    const all = withdrawAll(items, async ({ name }) => {
      log.push(`${name} starts`);
      await new Promise<void>((resolve) => void release.set(name, resolve));
      log.push(`${name} ends`);
      return name === 'flood' ? 'stuck' : 'withdrawn';
    });
    expect(log).to.deep.equal(['newest mail starts', 'flood starts', 'proxy starts']);
    for (const name of ['proxy', 'flood', 'newest mail']) release.get(name)?.();
    await new Promise((resolve) => void setImmediate(resolve));
    expect(log.slice(3)).to.deep.equal(['proxy ends', 'flood ends', 'newest mail ends', 'older mail starts']);
    release.get('older mail')?.();
    expect(await all).to.deep.equal(['withdrawn', 'stuck', 'withdrawn', 'withdrawn']);
  });
});
