/** Holds the contract of the `phone` capability, and of the desk that answers it: what a caller hears, and what the desk sees of it. */
import { expect } from 'chai';
import type { Phone } from '../../src/ports/phone.ts';
import type { Ask, Plays } from '../../src/ports/plays.ts';

export interface PhoneUnderTest {
  readonly phone: Phone;
  readonly desk: Pick<Plays, 'asks' | 'answer'>;
  /** How long a call rings until the machine takes it; the first line takes two calls at once. */
  readonly voicemailAfterMs: number;
  /** Waits in the world's own time. */
  sleep(ms: number): Promise<void>;
  close(): Promise<void>;
}

export function phoneContract(name: string, make: () => Promise<PhoneUnderTest>): void {
  describe(`phone of ${name}`, () => {
    let made: PhoneUnderTest;
    let phone: Phone;
    let line = '';
    let n = 0;
    const soon = () => AbortSignal.timeout(5000);
    const dial = async (on = line) => {
      const id = `call-${(n += 1)}`;
      return { id, call: await phone.dial(id, on, soon()) };
    };
    const waiting = async (id: string): Promise<Ask | undefined> => (await made.desk.asks(['call'], soon())).find((ask) => ask.id === id);
    before(async () => {
      made = await make();
      phone = made.phone;
      [line = ''] = await phone.lines(soon());
    });
    after(() => made.close());

    it('has a number, and another for when that does not answer', async () => {
      expect(await phone.lines(soon())).to.have.length.greaterThan(1);
    });

    it('rings until the desk answers, and tells the caller what was said', async () => {
      const { id, call } = await dial();
      expect(call).to.deep.include({ state: 'ringing', calledBack: false });
      const ask = await waiting(id);
      expect(ask).to.deep.equal({ id, way: 'call', line, rings: true });
      expect(ask !== undefined && (await made.desk.answer(ask, 'We know of it.', soon()))).to.equal(true);
      expect(await phone.look(id, soon())).to.include({ state: 'answered', text: 'We know of it.' });
      expect(await waiting(id)).to.equal(undefined);
      expect(await phone.hangUp(id, soon())).to.include({ state: 'completed' });
    });

    it('is busy when every line is taken, and free again when somebody hangs up', async () => {
      const [a, b, c] = [await dial(), await dial(), await dial()];
      expect([a.call.state, b.call.state, c.call.state]).to.deep.equal(['ringing', 'ringing', 'busy']);
      expect(await phone.hangUp(a.id, soon())).to.include({ state: 'abandoned' });
      const d = await dial();
      expect(d.call.state).to.equal('ringing');
      for (const { id } of [b, d]) await phone.hangUp(id, soon());
    });

    it('takes the same call once', async () => {
      const { id } = await dial();
      expect((await phone.dial(id, line, soon())).state).to.equal('ringing');
      expect((await dial()).call.state).to.equal('ringing');
      for (let at = n - 1; at <= n; at++) await phone.hangUp(`call-${at}`, soon());
    });

    it('goes to voicemail after a while, and waits there until the desk calls back', async () => {
      const { id } = await dial();
      await made.sleep(made.voicemailAfterMs + 100);
      expect(await phone.look(id, soon())).to.include({ state: 'voicemail', calledBack: false });
      const ask = await waiting(id);
      expect(ask).to.deep.equal({ id, way: 'call', line, rings: false });
      expect(ask !== undefined && (await made.desk.answer(ask, 'You called us.', soon()))).to.equal(true);
      expect(await phone.look(id, soon())).to.deep.include({ calledBack: true, text: 'You called us.' });
      expect(await waiting(id)).to.equal(undefined);
    });

    it('cannot be answered once the caller has given up', async () => {
      const { id } = await dial();
      await phone.hangUp(id, soon());
      expect(await made.desk.answer({ id, way: 'call', line, rings: true }, 'Hello?', soon())).to.equal(false);
      expect(await waiting(id)).to.equal(undefined);
    });

    it('rejects a line that nobody has, and says so', async () => {
      expect(await phone.dial('call-x', 'nowhere', soon()).then(() => 'no problem', (error: Error) => error.message)).to.include('nowhere');
    });

    it("rings at an account manager's as long as the caller likes", async () => {
      const { id } = await dial('account-manager');
      await made.sleep(made.voicemailAfterMs + 100);
      expect(await phone.look(id, soon())).to.include({ state: 'ringing' });
      await phone.hangUp(id, soon());
    });
  });
}
