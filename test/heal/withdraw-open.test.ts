/** Tests the withdrawal of what a runner left open: what is kept beside the journal is forgotten once it is gone, and nothing is touched without the lease. */
import { expect } from 'chai';
import { z } from 'zod';
import { action } from '../../src/catalog/action.ts';
import type { Proof } from '../../src/catalog/action.ts';
import { withdrawOpen } from '../../src/heal/withdraw-open.ts';
import type { KeptChange } from '../../src/ports/world-kind.ts';
import type { Emit } from '../../src/record/events.ts';
import { onStage } from '../catalog/stage.ts';

/** Its change is what its proof says. */
const made = (reverted: (change: unknown) => void) =>
  action({
    kind: 'made', summary: 'made up', role: 'fault', needs: ['rota'], spec: z.json(), change: z.json(), claims: () => [], felt: () => [],
    plan: async () => [null], apply: async () => {},
    revert: [{ how: 'the way', run: async (change) => reverted(change) }],
    gone: async (change): Promise<Proof> => (change === 'goes' ? { is: 'gone', saw: 'nothing there' } : { is: 'present', saw: 'still there' }),
  });

const changes = [
  { inject: 'last', n: 1, action: 'made', change: 'goes' },
  { inject: 'last', n: 0, action: 'made', change: 'stays' },
  { inject: 'first', n: 0, action: 'unknown', change: null },
] as const satisfies readonly KeptChange[];
const names = (some: readonly Pick<KeptChange, 'inject' | 'n'>[]) => some.map(({ inject, n }) => `${inject}/${n}`);

const ran = (how: { held?: boolean; reached?: boolean; forget?: () => Promise<void> }) =>
  onStage(async ({ world }) => {
    const reverted: unknown[] = [];
    const forgotten: Pick<KeptChange, 'inject' | 'n'>[] = [];
    const told: string[] = [];
    const emit: Emit = (kind, body) => told.push(`${kind}${'saw' in body ? `: ${body.saw}` : ''}`);
    const keeper = { keep: async () => {}, forget: async (change: Pick<KeptChange, 'inject' | 'n'>) => (forgotten.push(change), how.forget?.()) };
    const stuck = await withdrawOpen({ changes, catalogue: { faults: { made: made((change) => reverted.push(change)) }, plays: {} }, opened: how.reached === false ? undefined : { world, keeper }, unreachable: 'no answer', emit, clock: world.clock, held: () => how.held ?? true });
    return { stuck: names(stuck).sort(), forgotten: names(forgotten), reverted, told };
  });

describe('withdrawal of what a runner left open', () => {
  it('forgets what is proved gone, newest first, and keeps what is not', async () => {
    const { stuck, forgotten, reverted } = await ran({});
    expect({ stuck, forgotten, reverted }).to.deep.equal({ stuck: ['first/0', 'last/0'], forgotten: ['last/1'], reverted: ['goes', 'stays'] });
  });

  it('touches nothing once the lease is lost', async () => {
    const { stuck, forgotten, reverted } = await ran({ held: false });
    expect({ stuck, forgotten, reverted }).to.deep.equal({ stuck: ['first/0', 'last/0', 'last/1'], forgotten: [], reverted: [] });
  });

  it('says why nothing could be withdrawn in a world that cannot be reached', async () => {
    const { stuck, told } = await ran({ reached: false });
    expect(stuck).to.have.lengthOf(3);
    expect(told).to.deep.equal(["change.stuck: the world can't be reached: no answer", "change.stuck: the world can't be reached: no answer", 'change.stuck: this version of gameday has no action "unknown"']);
  });

  it('goes on where nothing can be forgotten: that a change is withdrawn twice is safe', async () => {
    for (const forget of [async () => Promise.reject(new Error('no answer')), () => new Promise<never>(() => {})]) expect((await ran({ forget })).stuck).to.deep.equal(['first/0', 'last/0']);
  });
});
