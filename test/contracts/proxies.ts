/** Holds the contract of the `proxies` capability: what every world that claims it must do. */
import { expect } from 'chai';
import type { Proxies, ProxyState, Toxic } from '../../src/ports/proxies.ts';

/** A world's proxies, ready to use, with two proxies that work: one to an HTTP service, one to an SMTP relay. */
export interface ProxiesUnderTest {
  readonly proxies: Proxies;
  readonly http: string;
  readonly smtp: string;
  /** What a closed proxy looks like from where this world probes; `refused` where that isn't said. */
  readonly closed?: 'reset';
  /** Takes everything off, where that costs less than a restart. */
  fresh?(): Promise<void>;
  close(): Promise<void>;
}

const soon = () => AbortSignal.timeout(8000);
const latency: Toxic = { name: 'run-1/slow down', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 150, jitter: 0 } };

async function rejection(promise: Promise<unknown>): Promise<Error> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).to.be.instanceOf(Error);
  return thrown as Error;
}

export function proxiesContract(name: string, make: () => Promise<ProxiesUnderTest>): void {
  describe(`proxies of ${name}`, () => {
    let made: ProxiesUnderTest;
    let proxies: Proxies;
    const state = async (proxy: string): Promise<ProxyState> => {
      const found = (await proxies.list(soon())).find((each) => each.name === proxy);
      if (found === undefined) throw new Error(`no proxy ${proxy}`);
      return found;
    };

    before(async () => {
      made = await make();
      proxies = made.proxies;
    });
    // Opening a world costs more than a whole test, so each starts from a restart instead.
    beforeEach(() => (made.fresh === undefined ? proxies.restart(soon()) : made.fresh()));
    after(() => made.close());

    it('lists what there is, with addresses and toxics', async () => {
      await proxies.addToxic(made.http, latency, soon());
      const { enabled, toxics, listen, upstream } = await state(made.http);
      expect(enabled).to.equal(true);
      expect(listen).to.not.equal(upstream);
      expect(toxics).to.deep.equal([latency]);
      expect((await state(made.smtp)).toxics).to.deep.equal([]);
    });

    it('finds both protocols well', async () => {
      expect((await proxies.probe(made.http, soon())).outcome).to.equal('ok');
      expect((await proxies.probe(made.smtp, soon())).outcome).to.equal('ok');
    });

    it('makes a toxic felt and takes it off again, both as often as one likes', async () => {
      const before = await proxies.probe(made.http, soon());
      await proxies.addToxic(made.http, latency, soon());
      await proxies.addToxic(made.http, latency, soon());
      const during = await proxies.probe(made.http, soon());
      expect(during.outcome).to.equal('ok');
      expect(during.ms).to.be.greaterThan(145);
      await proxies.removeToxic(made.http, latency.name, soon());
      await proxies.removeToxic(made.http, latency.name, soon());
      expect((await state(made.http)).toxics).to.deep.equal([]);
      expect((await proxies.probe(made.http, soon())).ms).to.be.lessThan(during.ms);
      expect(before.outcome).to.equal('ok');
    });

    it('refuses another toxic under a name that is taken', async () => {
      await proxies.addToxic(made.http, latency, soon());
      const error = await rejection(proxies.addToxic(made.http, { ...latency, attributes: { latency: 20, jitter: 0 } }, soon()));
      expect(error.message).to.include('"latency":20');
      expect((await state(made.http)).toxics).to.deep.equal([latency]);
    });

    for (const [what, toxic, says] of [
      ['a misspelt attribute', { ...latency, attributes: { latncy: 150 } }, 'latncy'],
      ['an unknown type', { ...latency, type: 'slowness' }, 'slowness'],
      ['a missing attribute', { ...latency, attributes: { jitter: 1 } }, 'latency'],
      ['a negative attribute', { ...latency, attributes: { latency: -1 } }, '-1'],
      ['a fraction', { ...latency, attributes: { latency: 1.5 } }, '1.5'],
      ['a toxicity of 0', { ...latency, toxicity: 0 }, 'toxicity'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const error = await rejection(proxies.addToxic(made.http, toxic, soon()));
        expect(error.message).to.include(says);
        expect((await state(made.http)).toxics).to.deep.equal([]);
      });
    }

    it('refuses a proxy that this world has not', async () => {
      const error = await rejection(proxies.addToxic('nowhere', latency, soon()));
      expect(error.message).to.include('nowhere').and.to.include(made.http);
    });

    it('closes and opens a proxy', async () => {
      await proxies.setEnabled(made.http, false, soon());
      expect((await state(made.http)).enabled).to.equal(false);
      expect((await proxies.probe(made.http, soon())).outcome).to.equal(made.closed ?? 'refused');
      await proxies.setEnabled(made.http, true, soon());
      expect((await proxies.probe(made.http, soon())).outcome).to.equal('ok');
    });

    it('tells how a dependency failed', async () => {
      const meet = async (proxy: string, toxic: Pick<Toxic, 'type' | 'attributes'>) => {
        await proxies.addToxic(proxy, { ...latency, ...toxic }, soon());
        const { outcome } = await proxies.probe(proxy, soon());
        await proxies.removeToxic(proxy, latency.name, soon());
        return outcome;
      };
      expect(await meet(made.http, { type: 'timeout', attributes: { timeout: 0 } })).to.equal('timeout');
      expect(await meet(made.http, { type: 'limit_data', attributes: { bytes: 2000 } })).to.equal('cut');
      expect(await meet(made.http, { type: 'reset_peer', attributes: { timeout: 0 } })).to.equal('reset');
      expect(await meet(made.smtp, { type: 'timeout', attributes: { timeout: 0 } })).to.equal('timeout');
    });

    it('shows a connection that closes late', async () => {
      await proxies.addToxic(made.http, { ...latency, type: 'slow_close', attributes: { delay: 300 } }, soon());
      const { outcome, ms } = await proxies.probe(made.http, soon());
      expect(outcome).to.equal('ok');
      expect(ms).to.be.greaterThan(295);
    });

    it('makes a proxy anew without what was added since', async () => {
      const original = await state(made.http);
      await proxies.addToxic(made.http, latency, soon());
      await proxies.setEnabled(made.http, false, soon());
      await proxies.recreate(original, soon());
      await proxies.recreate(original, soon());
      expect(await state(made.http)).to.deep.equal(original);
      expect((await proxies.probe(made.http, soon())).outcome).to.equal('ok');
    });

    it('starts afresh as it was when the world was opened', async () => {
      const original = await state(made.http);
      await proxies.addToxic(made.http, latency, soon());
      await proxies.setEnabled(made.smtp, false, soon());
      await proxies.restart(soon());
      expect(await state(made.http)).to.deep.equal(original);
      expect((await proxies.probe(made.smtp, soon())).outcome).to.equal('ok');
    });

    it('stops when it is told to', async () => {
      const error = await rejection(proxies.list(AbortSignal.abort(new Error('enough'))));
      expect(error.message).to.not.equal('');
      await rejection(proxies.probe(made.http, AbortSignal.abort(new Error('enough'))));
    });
  });
}
