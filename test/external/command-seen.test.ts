/** Tests the observer `command-seen` on a real DNS server: diversion and the way back, each within what it says of its own uncertainty, and silence that proves nothing. */
import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandSeen as observer } from '../../src/catalog/observers/command-seen.ts';
import { withWhatThereIs } from '../../src/ports/capabilities.ts';
import type { Events, Kind } from '../../src/record/events.ts';
import { directNames } from '../../src/worlds/kubernetes/external/names.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { makeNameServer, type NameServer, originAt, partnerAt, shop } from './rig.ts';

type Reached = Events['milestone.reached'];

/** Watches one name; `until` waits for so many questions that were asked. */
function watching(names: NameServer) {
  const reached: Reached[] = [];
  const troubles: string[] = [];
  const stop = new AbortController();
  const world = withWhatThereIs({ clock, random: seededRandom(1), names: directNames });
  const over = observer.observe(
    observer.spec.parse({ name: shop, server: names.server, every: '100ms' }),
    world,
    (kind: Kind, body: object) => (kind === 'milestone.reached' ? reached.push(body as Reached) : troubles.push(JSON.stringify(body))),
    stop.signal,
  );
  const until = async (what: string, holds: () => boolean) => {
    for (const limit = performance.now() + 15_000; !holds(); await sleep(20)) if (performance.now() > limit) throw new Error(`expected ${what} within 15 s, saw ${JSON.stringify([reached, troubles])}`);
  };
  const more = async () => {
    const from = names.asked();
    await until('more questions', () => names.asked() >= from + 3);
  };
  const end = async () => {
    stop.abort();
    await over;
  };
  return { reached, troubles, until, more, end };
}

describe('observer command-seen', () => {
  it('tells when a name was pointed elsewhere, and when back, once each and with its uncertainty', async () => {
    const names = await makeNameServer();
    names.point(shop, originAt);
    const watch = watching(names);
    try {
      await watch.more();
      expect(watch.reached).to.deep.equal([]);
      const divertedMs = clock.now();
      names.point(shop, partnerAt);
      await watch.until('the command', () => watch.reached.length === 1);
      // Another address of the partner is no second command.
      names.point(shop, '127.0.0.5');
      await watch.more();
      const backMs = clock.now();
      names.point(shop, originAt);
      await watch.until('the way back', () => watch.reached.length === 2);
      await watch.more();
      expect(watch.reached.map(({ milestone, source, role }) => [milestone, source, role])).to.deep.equal([['commanded', 'observed', 'network'], ['failed-back', 'observed', 'network']]);
      for (const [n, trueMs] of [divertedMs, backMs].entries()) {
        const { atMs = 0, clockErrMs = 0, detail } = watch.reached[n] ?? {};
        expect(Math.abs(atMs - trueMs)).to.be.at.most(clockErrMs + 5);
        expect(detail).to.contain(names.server).and.to.contain(`${Math.round(clockErrMs)} ms`);
      }
      expect(watch.troubles).to.deep.equal([]);
    } finally {
      await watch.end();
      await names.close();
    }
  });

  it('takes a server that does not answer for no change, and says that it is blind', async () => {
    const names = await makeNameServer();
    const watch = watching(names);
    await names.close();
    try {
      await watch.until('trouble', () => watch.troubles.length > 0);
      expect(watch.troubles[0]).to.contain('observer command-seen');
      expect(watch.reached).to.deep.equal([]);
    } finally {
      await watch.end();
    }
  });
});
