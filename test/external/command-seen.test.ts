/** Tests the observer `command-seen` on a real DNS server: diversion and the way back, each within what it says of its own uncertainty, and silence that proves nothing. */
import { expect } from 'chai';
import { commandSeen as observer } from '../../src/catalog/observers/command-seen.ts';
import { directNames } from '../../src/worlds/kubernetes/external/names.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { makeNameServer, type NameServer, originAt, partnerAt, shop } from './rig.ts';
import { watching, type Watching } from './watching.ts';

const watch = (names: NameServer) => watching(observer, { name: shop, server: names.server, every: '100ms' }, { names: directNames });

/** Resolves once so many questions more were asked. */
function more(names: NameServer, watched: Watching): Promise<void> {
  const from = names.asked();
  return watched.until('more questions', () => names.asked() >= from + 3);
}

describe('observer command-seen', () => {
  it('tells when a name was pointed elsewhere, and when back, once each and with its uncertainty', async () => {
    const names = await makeNameServer();
    names.point(shop, originAt);
    const watched = watch(names);
    const reached = () => watched.of('milestone.reached');
    try {
      await more(names, watched);
      expect(reached()).to.deep.equal([]);
      const divertedMs = clock.now();
      names.point(shop, partnerAt);
      await watched.until('the command', () => reached().length === 1);
      // Another address of the partner is no second command.
      names.point(shop, '127.0.0.5');
      await more(names, watched);
      const backMs = clock.now();
      names.point(shop, originAt);
      await watched.until('the way back', () => reached().length === 2);
      await more(names, watched);
      expect(reached().map(({ milestone, source, role }) => [milestone, source, role])).to.deep.equal([['commanded', 'observed', 'network'], ['failed-back', 'observed', 'network']]);
      for (const [n, trueMs] of [divertedMs, backMs].entries()) {
        const { atMs = 0, clockErrMs = 0, detail, witness } = reached()[n] ?? {};
        expect(Math.abs(atMs - trueMs)).to.be.at.most(clockErrMs + 5);
        expect(witness).to.deep.equal({ kind: 'dns', name: `DNS at ${names.server}` });
        expect(detail).to.contain(names.server).and.to.contain(`${Math.round(clockErrMs)} ms`);
      }
      expect(watched.of('trouble')).to.deep.equal([]);
    } finally {
      await watched.end();
      await names.close();
    }
  });

  it('takes a server that does not answer for no change, and says that it is blind', async () => {
    const names = await makeNameServer();
    const watched = watch(names);
    await names.close();
    try {
      await watched.until('trouble', () => watched.of('trouble').length > 0);
      expect(watched.of('trouble')[0]?.what).to.contain('observer command-seen');
      expect(watched.of('milestone.reached')).to.deep.equal([]);
    } finally {
      await watched.end();
    }
  });
});
