/** Holds the tests of a sender's queue: what the relay can't take now comes later, what it refuses for good doesn't, and nothing comes where nobody queues. */
import { expect } from 'chai';
import { catalogue } from '../../../src/catalog/index.ts';
import type { MailMode } from '../../../src/record/events.ts';
import type { ModelInput } from '../../../src/worlds/simulated/model-settings.ts';
import { apply, onStage, plan } from '../../catalog/stage.ts';

const minute = 60_000;

/** Publishes a notice while mail is out for `outMs`; resolves with how many minutes after it the first customer had it, in the drill's own time. */
async function arrives(kind: MailMode, outMs: number, model: ModelInput, compression = 1): Promise<number | undefined> {
  return onStage(
    async (stage) => {
      const { plays, mail, clock } = stage.world;
      const outage = await plan(stage, catalogue.faults['email-outage'], { kind }, 'mail');
      await apply(stage, outage);
      const sentMs = clock.now();
      const [told] = await plays.publish({ id: 'notice-1', channel: 'email', title: 'Outage', text: 'We look into it.' }, stage.stop);
      expect(told).to.include({ rung: 'submitted' });
      const customer = (await plays.audience(stage.stop)).find(({ id }) => id === told?.to);
      await clock.sleep(outMs);
      await catalogue.faults['email-outage'].revert[0]?.run(outage.changes[0] ?? null, stage.world, stage.stop);
      await clock.sleep((75 * minute) / compression);
      const [letter] = await mail.mailbox(customer?.address ?? '', stage.stop);
      return letter && Math.round((letter.atMs - sentMs) / minute);
    },
    { model, diversion: { by: 'rule', compression } },
  );
}

describe("a sender's queue", () => {
  it('hands in again each half hour, until the relay takes it', async () => {
    for (const kind of ['temporary-failure', 'hanging'] as const) expect(await arrives(kind, 52 * minute, { mailQueue: {} }), kind).to.equal(60);
  });

  it('gives up after a while', async () => {
    expect(await arrives('temporary-failure', 52 * minute, { mailQueue: { retryMs: 10 * minute, giveUpMs: 45 * minute } })).to.equal(undefined);
    expect(await arrives('temporary-failure', 52 * minute, { mailQueue: { retryMs: 10 * minute, giveUpMs: 65 * minute } })).to.equal(60);
  });

  it('passes as fast as the time of the drill', async () => {
    expect(await arrives('temporary-failure', 2 * minute, { mailQueue: {} }, 10)).to.equal(3);
  });

  it('is not there for what is refused for good, nor where nobody queues', async () => {
    expect(await arrives('refused', 52 * minute, { mailQueue: {} })).to.equal(undefined);
    expect(await arrives('temporary-failure', 52 * minute, {})).to.equal(undefined);
  });
});
