/** Holds the tests of notices that leave by the run's own receivers: in public and by telephone, to be proved by who reads or answers, and refused without receivers. */
import { expect } from 'chai';
import { Problem } from '../../src/problem.ts';
import { freshHttp } from '../../src/tools/http.ts';
import { callEverybody, postInPublic } from '../../src/worlds/own-receivers.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { onStage } from '../catalog/stage.ts';

const member = { address: 'one@customers.example', region: 'europe', tier: 'standard', managed: false };
/** The receiver knows what these numbers do: the first presses the key, the second is busy. */
const members = [
  { ...member, id: 'one', phone: '+12025550101', channels: ['email', 'phone'] },
  { ...member, id: 'two', phone: '+12025550106', channels: ['phone'] },
  { ...member, id: 'three', phone: '+12025550102', channels: ['email', 'social'] },
];
const notice = { id: 'notice-1', title: '[DRILL] A <problem>', text: '[DRILL] Pages & posts are slow.' } as const;

describe('notices by the own receivers', () => {
  it('are posted in public once, and delivered when somebody who follows reads them', async () => {
    await onStage(async (stage) => {
      const publish = () => stage.world.plays.publish({ ...notice, channel: 'social' }, stage.stop);
      expect((await publish()).map(({ rung, error }) => [rung, error])).to.deep.equal([['accepted', undefined]]);
      await publish();
      const moves = () => stage.of('notice.moved').filter(({ channel }) => channel === 'social');
      expect(moves().map(({ rung, by, text }) => [rung, by, text])).to.deep.equal([['accepted', 'receiver/mastodon', `${notice.title}\n${notice.text}`]]);
      const end = stage.watch('customers', { hotline: null, accountManager: null, email: null, social: null });
      await stage.world.clock.sleep(5000);
      await end();
      expect(moves().map(({ rung }) => rung)).to.deep.equal(['accepted', 'delivered']);
      expect(stage.of('trouble')).to.deep.equal([]);
    });
  });

  it('are told on the telephone to those who have one, and acknowledged by whoever presses the key', async () => {
    await onStage(async (stage) => {
      const sent = await stage.world.plays.publish({ ...notice, channel: 'call' }, stage.stop);
      expect(sent.map(({ to, rung }) => [to, rung])).to.deep.equal([['one', 'accepted'], ['two', 'accepted']]);
      await stage.world.clock.sleep(60_000);
      const moves = stage.of('notice.moved').filter(({ channel }) => channel === 'call');
      // As it was composed, so that the judge knows the two for one notice; what to press comes behind.
      expect(moves.find(({ rung }) => rung === 'accepted')?.text).to.equal(`${notice.title}\n${notice.text}\nPlease confirm with key 1.`);
      const ends = moves.filter(({ rung, error }) => rung === 'acknowledged' || error !== undefined).map(({ to, rung, error }) => [to, rung, error]);
      expect(ends).to.have.deep.members([['+12025550101', 'acknowledged', undefined], ['+12025550106', 'accepted', 'busy']]);
    }, { settings: { audience: { members } } });
  });

  it('say what a receiver refused', async () => {
    await onStage(async (stage) => {
      const [sent] = await stage.world.plays.publish({ ...notice, channel: 'social', text: 'long '.repeat(200) }, stage.stop);
      expect(sent?.rung).to.equal('submitted');
      expect(sent?.error).to.match(/^422: .*character limit of 500/);
    });
  });

  it('are refused where a world serves no receivers, with the reason', async () => {
    const none = { http: freshHttp, url: undefined, clock: systemClock };
    const stop = new AbortController().signal;
    for (const sending of [postInPublic(none, { ...notice, channel: 'social' }, stop), callEverybody(none, { ...notice, channel: 'call' }, members, stop)]) {
      const problem = await sending.then(() => undefined, (error: unknown) => error);
      expect(problem).to.be.instanceOf(Problem);
      expect(String(problem)).to.include('a world that serves none');
    }
  });
});
