/** Holds the house test that nothing keeps a drill whose runner was killed: thousands follow one another in one process. */
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { everything, perform, start } from './simulated-drill.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Signals that hang on one another are freed a link at each. */
const collections = 8;

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
    for (let n = 0; n < collections; n++) {
      collect();
      await turn();
    }
    expect([...left].filter(([, drill]) => drill.deref() !== undefined).map(([kind]) => kind)).to.deep.equal([]);
  });
});
