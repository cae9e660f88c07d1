/** Holds the test that a fault on a proxy is proved gone although the dependency was ill when it was first looked at. */
import { expect } from 'chai';
import { proxyGone } from '../../src/catalog/faults/proxy-change.ts';
import { original } from '../../src/worlds/simulated/state.ts';
import { simulatedKind } from '../../src/worlds/simulated/index.ts';

describe('the proof that a fault on a proxy is gone', () => {
  const run = 'proof';
  const prove = async (enabled: boolean) => {
    const kind = simulatedKind();
    const stop = new AbortController().signal;
    const opened = await kind.open({ run, seed: 1, settings: {}, receive: async () => ({ status: 503, body: '', contentType: 'text/plain' }), born: () => {}, died: () => {}, logs: '' }, stop);
    return kind.clock(run).run(async () => {
      await opened.world.proxies.setEnabled('social', enabled, stop);
      return proxyGone({ original: original('social'), before: { outcome: 'reset', ms: 0 } }, 300, () => undefined, opened.world, stop);
    });
  };

  it('holds where the dependency was ill before, and is well now', async () => {
    expect(await prove(true)).to.include({ is: 'gone', saw: 'probe of social: ok in 10 ms (before: reset in 0 ms)' });
  });

  it('does not hold where it is ill in another way', async () => {
    expect((await prove(false)).is).to.equal('present');
  });
});
