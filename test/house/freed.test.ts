/** Holds the house test that nothing keeps a drill whose runner was killed: thousands follow one another in one process. */
import { expect } from 'chai';
import { collectAll } from './collect.ts';
import { everything, perform, start } from './simulated-drill.ts';

describe('what a killed runner leaves in memory', function () {
  this.timeout(120_000);

  it('is freed, at whichever kind of event it was killed', async () => {
    const { history } = await perform({ raw: everything });
    // Of each kind the first, as the last one set stays.
    const lines = new Map(history.events.toReversed().map(({ kind, seq }) => [kind, seq]));
    const left = new Map<string, WeakRef<object>>();
    // In a function of its own, which keeps nothing of the drill.
    const kill = async (kind: string, killAtLine: number) => {
      const { journal } = await start({ raw: everything, killAtLine });
      left.set(kind, new WeakRef(journal));
    };
    for (const [kind, line] of lines) await kill(kind, line);
    await collectAll();
    expect([...left].filter(([, drill]) => drill.deref() !== undefined).map(([kind]) => kind)).to.deep.equal([]);
  });
});
