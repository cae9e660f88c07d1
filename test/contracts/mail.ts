/** Holds the contract of the `mail` capability: what a relay's mode does to whoever submits, and what arrives. */
import { expect } from 'chai';
import type { Mail } from '../../src/ports/mail.ts';
import type { MailMode } from '../../src/record/events.ts';

export interface MailUnderTest {
  readonly mail: Mail;
  /** How much longer a submission takes at least in mode `slow`. */
  readonly slowMs: number;
  /** Waits in the world's own time. */
  sleep(ms: number): Promise<void>;
  close(): Promise<void>;
}

export function mailContract(name: string, make: () => Promise<MailUnderTest>): void {
  describe(`mail of ${name}`, () => {
    let made: MailUnderTest;
    let mail: Mail;
    let n = 0;
    const soon = () => AbortSignal.timeout(5000);
    before(async () => {
      made = await make();
      mail = made.mail;
    });
    after(() => made.close());

    const message = () => ({ id: `canary-${(n += 1)}@gameday.example`, from: 'sender@vendor.example', to: `reader-${n}@customers.example`, subject: 'Canary', text: 'It sings.' });
    const inMode = async <T>(mode: MailMode, work: () => Promise<T>): Promise<T> => {
      expect(await mail.setMode('normal', mode, soon())).to.equal(mode);
      try {
        return await work();
      } finally {
        expect(await mail.setMode(mode, 'normal', soon())).to.equal('normal');
      }
    };
    const arrived = async (address: string) => {
      for (let i = 0; i < 40; i++) {
        const letters = await mail.mailbox(address, soon());
        if (letters.length > 0) return letters;
        await made.sleep(25);
      }
      return [];
    };

    it('accepts and delivers, under the id that was given', async () => {
      const sent = message();
      const answer = await mail.submit(sent, soon());
      expect(answer.state).to.equal('accepted');
      expect(answer.reply).to.match(/^250/);
      const [letter, ...more] = await arrived(sent.to);
      expect(more).to.deep.equal([]);
      expect(letter).to.include({ id: sent.id, subject: sent.subject, text: sent.text, bounce: false });
    });

    it('swaps its mode only from the one that holds', async () => {
      expect(await mail.mode(soon())).to.equal('normal');
      expect(await mail.setMode('slow', 'lost', soon())).to.equal('normal');
      expect(await mail.mode(soon())).to.equal('normal');
    });

    for (const [mode, state] of [
      ['refused', 'refused'],
      ['temporary-failure', 'temporary-failure'],
    ] as const) {
      it(`is ${state} in mode ${mode}, with nothing delivered`, async () => {
        const sent = message();
        const answer = await inMode(mode, () => mail.submit(sent, soon()));
        expect(answer.state).to.equal(state);
        expect(answer.reply).to.not.equal('');
        expect(await mail.mailbox(sent.to, soon())).to.deep.equal([]);
      });
    }

    it('leaves a submitter without an answer in mode hanging', async () => {
      const answer = await inMode('hanging', () => mail.submit(message(), AbortSignal.timeout(400)));
      expect(answer.state).to.equal('timeout');
      expect(answer.ms).to.be.greaterThan(390);
    });

    it('takes its time in mode slow', async () => {
      const answer = await inMode('slow', () => mail.submit(message(), AbortSignal.timeout(20_000)));
      expect(answer.state).to.equal('accepted');
      expect(answer.ms).to.be.greaterThan(made.slowMs);
    });

    it('accepts and forgets in mode lost', async () => {
      const sent = message();
      const answer = await inMode('lost', () => mail.submit(sent, soon()));
      expect(answer.state).to.equal('accepted');
      const next = message();
      await mail.submit(next, soon());
      expect(await arrived(next.to)).to.have.length(1);
      expect(await mail.mailbox(sent.to, soon())).to.deep.equal([]);
    });

    it('accepts and sends back in mode bounced', async () => {
      const sent = { ...message(), from: 'bounces@vendor.example' };
      expect((await inMode('bounced', () => mail.submit(sent, soon()))).state).to.equal('accepted');
      const [bounce] = await arrived(sent.from);
      expect(bounce).to.include({ id: sent.id, bounce: true });
      expect(await mail.mailbox(sent.to, soon())).to.deep.equal([]);
    });
  });
}
