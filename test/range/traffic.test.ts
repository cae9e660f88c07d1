/** Holds the test of the way that traffic takes: saturation of the edge, diversion with proof, the cloak, and what users do behind it. */
import { expect } from 'chai';
import { Agent, request as send } from 'node:http';
import { ask, planned, type Range, read, startAll, stopAll } from './kit.ts';

const chain = ['ledger', 'communities', 'social', 'portal', 'deploy', 'edge', 'partner-a', 'partner-b', 'router'] as const;

/** Sends `rps` requests a second, whatever becomes of them; resolves with the statuses when all have ended. */
async function flood(url: string, rps: number, forMs: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const everyMs = 20;
  const answers: Promise<number>[] = [];
  const one = () =>
    new Promise<number>((resolve) => {
      const outgoing = send(`${url}?${Math.random()}`, { agent, timeout: 5000 }, (incoming) => {
        incoming.resume().on('end', () => resolve(incoming.statusCode ?? 0));
      });
      outgoing.on('timeout', () => outgoing.destroy()).on('error', () => resolve(0));
      outgoing.end();
    });
  const startMs = performance.now();
  for (let due = 0; performance.now() - startMs < forMs; ) {
    for (due = ((performance.now() - startMs) / 1000) * rps; answers.length < due; ) answers.push(one());
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  const statuses = await Promise.all(answers);
  agent.destroy();
  return statuses;
}

const share = (statuses: readonly number[], is: (status: number) => boolean) => statuses.filter(is).length / statuses.length;

describe('traffic in the range', () => {
  let range: Range;
  // A small edge, so that a gentle flood is enough: 4 workers at 40 ms are 100 requests a second.
  before(async () => {
    range = await startAll(await planned({ edge: { capacity: { workers: 4, queue: 40, queueTimeoutMs: 300 } } }), chain);
  });
  after(() => stopAll(range));

  const users = (forMs: number) => flood(`${range.router.data}/communities/topics/1`, 30, forMs);

  it('serves users from both origins, through router and edge', async () => {
    for (const product of ['communities', 'social']) {
      const page = await ask(`${range.router.data}/${product}/topics/1`);
      expect(page).to.include({ status: 200 });
      expect(page.headers['x-served-by']).to.equal(product);
    }
    expect((await ask(`${range.router.data}/nowhere`)).status).to.equal(404);
  });

  it('saturates: under a flood legitimate users wait and fail, and with the bound lifted they do not', async () => {
    const beganMs = performance.now();
    const [attack, hurt] = await Promise.all([flood(`${range.router.data}/social/`, 250, 2500), users(2500)]);
    const served = [...attack, ...hurt].filter((status) => status === 200).length;
    // A busy machine floods for longer than it was told to, so the edge's capacity is held against the time that it had.
    expect(served / (performance.now() - beganMs), 'served a millisecond').to.be.within(0.02, 0.1 * 1.2);
    expect(share(attack, (status) => status === 503), 'full').to.be.above(0.1);
    expect(share(hurt, (status) => status >= 500), 'users hurt').to.be.above(0.1);

    expect((await ask(`${range.edge.control}/bound`, { method: 'PUT', json: { from: true, to: false } })).status).to.equal(409);
    expect((await ask(`${range.edge.control}/bound`, { method: 'PUT', json: { from: false, to: true } })).body).to.equal('{"lifted":true}');
    const [control, unhurt] = await Promise.all([flood(`${range.router.data}/social/`, 250, 2500), users(2500)]);
    expect(new Set([...control, ...unhurt])).to.deep.equal(new Set([200]));
    expect(await read(`${range.edge.control}/bound`)).to.deep.equal({ lifted: true });
    await ask(`${range.edge.control}/bound`, { method: 'PUT', json: { from: true, to: false } });
  });

  it('answers 504 when the wait for a worker is too long', async () => {
    // Searches cost 4: forty of them in the queue are 1.6 s of work for four workers.
    const searches = await Promise.all(Array.from({ length: 30 }, () => ask(`${range.router.data}/communities/search?q=x`)));
    expect(searches.map(({ status }) => status)).to.include(200).and.to.include(504);
    expect(((await read(`${range.edge.control}/counts`)) as { timedOut: number }).timedOut).to.be.above(0);
  });

  it('diverts by compare and swap, and proves it by a nonce', async () => {
    const through = async (nonce: string) => {
      expect((await ask(`${range.router.data}/communities/topics/1`, { headers: { 'x-probe-nonce': nonce } })).status).to.equal(200);
      const seen = await Promise.all((['router', 'partner-a', 'partner-b', 'edge', 'communities', 'social'] as const).map(async (who) => [who, (await ask(`${range[who].control}/seen?nonce=${nonce}`)).status === 200] as const));
      return seen.filter(([, saw]) => saw).map(([who]) => who);
    };
    const route = (from: string, to: string) => ask(`${range.router.control}/route`, { method: 'PUT', json: { from, to } });
    expect(await through('n-direct')).to.deep.equal(['router', 'edge', 'communities']);
    expect((await route('edge', 'partner-a')).body).to.equal('{"to":"partner-a"}');
    expect(await through('n-a')).to.deep.equal(['router', 'partner-a', 'edge', 'communities']);
    expect(await route('edge', 'partner-b')).to.include({ status: 409, body: '{"to":"partner-a"}' });
    await route('partner-a', 'partner-b');
    expect(await through('n-b')).to.deep.equal(['router', 'partner-b', 'edge', 'communities']);
    expect((await route('partner-b', 'moon')).status).to.equal(400);
    await route('partner-b', 'edge');
    expect(await through('n-back')).to.deep.equal(['router', 'edge', 'communities']);
    expect(await read(`${range.router.control}/route`)).to.include({ to: 'edge' });
  });

  it('scrubs: a partner blocks the source that attacks, as the router names it, and lets others through', async () => {
    await ask(`${range.router.control}/route`, { method: 'PUT', json: { from: 'edge', to: 'partner-b' } });
    const from = (address: string, at = range.router.data) => ask(`${at}/communities/topics/1`, { headers: { 'x-forwarded-for': address, 'user-agent': 'Mozilla/5.0' } });
    const attack = await Promise.all(Array.from({ length: 40 }, () => from('198.18.0.1')));
    expect(share(attack.map(({ status }) => status), (status) => status === 429)).to.be.above(0.5);
    expect((await from('198.18.0.2')).status, 'somebody else').to.equal(200);
    expect(await read(`${range['partner-b'].control}/counts`)).to.have.property('rejected').that.is.above(20);
    expect((await ask(`${range['partner-b'].control}/metrics`)).body).to.match(/range_filter_blocked_total\{rule="visitor rate",service="partner-b"\} \d+/);
    // Whoever comes to the partner directly can't say that they are somebody else each time.
    const direct = await Promise.all(Array.from({ length: 40 }, (_, n) => from(`198.18.1.${n}`, range['partner-b'].data)));
    expect(share(direct.map(({ status }) => status), (status) => status === 429)).to.be.above(0.5);
    await ask(`${range.router.control}/route`, { method: 'PUT', json: { from: 'partner-b', to: 'edge' } });
  });

  it('changes the version that the communities origin serves, through the deploy path', async () => {
    expect((await ask(`${range.router.data}/deploy`, { method: 'POST', json: { version: '2.7.1' } })).body).to.equal('{"version":"2.7.1"}');
    expect((await ask(`${range.router.data}/communities/version`)).body).to.equal('{"version":"2.7.1"}');
    expect((await ask(`${range.router.data}/deploy`, { method: 'POST', json: {} })).status).to.equal(400);
  });

  it('acknowledges a post once the ledger has it, and only once', async () => {
    const write = (text: string) => ask(`${range.router.data}/communities/posts`, { method: 'POST', json: { id: 'post-1', text } });
    expect((await write('hello')).status).to.equal(201);
    expect((await write('hello')).status).to.equal(201);
    expect((await write('other')).status).to.equal(409);
    expect(await read(`${range.ledger.control}/entries`)).to.deep.equal(['post-1']);
  });

  it('keeps cases, unless the support desk deletes them', async () => {
    const cases = `${range.router.data}/portal/cases`;
    expect((await ask(cases, { method: 'POST', json: { id: 'c1', subject: 'down' } })).status).to.equal(201);
    await ask(`${range.portal.control}/cases/c1`, { method: 'PUT', json: { state: 'acknowledged' } });
    expect(JSON.parse((await ask(`${cases}/c1`)).body)).to.deep.equal({ id: 'c1', subject: 'down', state: 'acknowledged' });
    await ask(`${range.portal.control}/cases/c1`, { method: 'DELETE' });
    expect((await ask(`${cases}/c1`)).status).to.equal(404);
    expect(await read(`${range.portal.control}/cases`)).to.deep.equal([]);
  });

  it('fails at the next hop with 502, and says so', async () => {
    const ended = new Promise((resolve) => range.social.child.once('exit', resolve));
    range.social.child.kill('SIGTERM');
    await ended;
    expect(await ask(`${range.router.data}/social/`)).to.include({ status: 502, body: '{"error":"the next hop failed: ECONNREFUSED"}' });
  });
});

describe('a ledger that is gone', () => {
  it('makes posts fail instead of acknowledging them', async () => {
    const range = await startAll(await planned(), ['communities']);
    try {
      const answer = await ask(`${range.communities.data}/communities/posts`, { method: 'POST', json: { id: 'p', text: 't' } });
      expect(answer.status).to.equal(503);
      expect(answer.body).to.include('the ledger did not take the post');
    } finally {
      await stopAll(range);
    }
  });
});

describe('a cloaked edge', () => {
  it('takes requests from router and partners, and refuses everybody else', async () => {
    const range = await startAll(await planned({ edge: { cloaked: true }, partners: { b: { broken: true } } }), ['communities', 'edge', 'partner-a', 'partner-b', 'router']);
    try {
      const path = '/communities/topics/1';
      expect((await ask(range.edge.data + path)).status).to.equal(403);
      expect((await ask(range.edge.data + path, { headers: { 'x-range-passphrase': 'guessed' } })).status).to.equal(403);
      expect((await ask(range.router.data + path)).status).to.equal(200);
      expect((await ask(range['partner-a'].data + path)).status).to.equal(200);
      expect((await ask(range['partner-b'].data + path)).status, 'a broken partner').to.equal(502);
    } finally {
      await stopAll(range);
    }
  });
});
