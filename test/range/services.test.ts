/** Holds the test that each service of the range starts alone, answers, says what is wrong, and ends when told. */
import { expect } from 'chai';
import { services } from '../../src/range/contract.ts';
import { freePorts, highestPort, lowestPort } from '../../src/range/free-ports.ts';
import { ask, planned, read, run, start, stop } from './kit.ts';

describe('a service of the range', () => {
  for (const service of services) {
    it(`${service} starts alone, answers its control requests, and ends with 0 on SIGTERM`, async () => {
      const running = await start(await planned(), service);
      try {
        expect((await ask(`${running.control}/healthz`)).body).to.equal('ok');
        if (running.data.startsWith('http:')) {
          expect((await ask(`${running.data}/healthz`)).body).to.equal('ok');
          expect((await ask(`${running.data}/healthz?bytes=5000`)).body).to.have.length(5000);
        }
        expect((await ask(`${running.control}/metrics`)).body).to.include(`range_requests_total{outcome="received",service="${service}"} 0`);
        expect(await read(`${running.control}/counts`)).to.include({ received: 0, forwarded: 0, rejected: 0, timedOut: 0 });
        expect((await ask(`${running.control}/seen?nonce=none`)).status).to.equal(404);
        expect((await ask(`${running.control}/no-such-thing`)).status).to.equal(404);
      } finally {
        expect(await stop(running)).to.equal(0);
      }
    });
  }

  it('starts as a whole range of fourteen processes, each where the plan says', async function () {
    this.timeout(60_000);
    const plan = await planned();
    const all = await Promise.all(services.map((service) => start(plan, service)));
    const codes = await Promise.all(all.map(stop));
    expect(all.map(({ control }) => control)).to.deep.equal(plan.services.map(({ control }) => `http://127.0.0.1:${control.port}`));
    expect(new Set(plan.services.flatMap(({ data, control }) => [control.port, ...(data === undefined ? [] : [data.port])])).size).to.equal(26);
    expect(codes).to.deep.equal(services.map(() => 0));
  });

  it('says which port is in use and what to do', async () => {
    const plan = await planned();
    const first = await start(plan, 'status');
    try {
      const settings = plan.services.find(({ service }) => service === 'status')?.settings;
      const { code, err } = await run(['status'], JSON.stringify(settings));
      expect(code).to.equal(1);
      expect(err).to.match(/^expected a free port, got port \d+ in use \(127\.0\.0\.1:\d+\)\n {2}Stop what listens there/);
      expect(err).to.not.include('    at ');
    } finally {
      await stop(first);
    }
  });

  it('refuses to listen beyond loopback', async () => {
    const [data = 0, control = 0] = await freePorts(2);
    for (const host of ['0.0.0.0', '192.168.1.4', 'localhost', '::']) {
      const { code, err } = await run(['ledger'], JSON.stringify({ data: { host, port: data }, control: { host: '127.0.0.1', port: control } }));
      expect(code, host).to.equal(1);
      expect(err, host).to.include(`data.host: expected a loopback address such as 127.0.0.1, got "${host}"`);
    }
  });

  it('names what it does not understand', async () => {
    expect(await run(['egde'], '{}')).to.include({ code: 1, out: '' });
    expect((await run(['egde'], '{}')).err).to.include('expected a service (ledger, communities,');
    expect((await run(['ledger'], '{')).err).to.include('expected settings as JSON');
    expect((await run(['ledger'], '{"prot":1}')).err).to.include('settings that fit');
  });
});

describe('free ports', () => {
  it('are distinct, and lie below those that outgoing connections take', async () => {
    const found = await freePorts(40, highestPort - 10);
    expect(new Set(found).size).to.equal(40);
    expect(Math.min(...found)).to.be.at.least(lowestPort);
    expect(Math.max(...found)).to.be.below(highestPort);
  });
});
