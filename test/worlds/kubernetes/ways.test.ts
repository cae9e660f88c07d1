/** Tests the wait for a range to be served: what is missing is named with what came instead, and waited for. */
import { expect } from 'chai';
import { rangeSettings } from '../../../src/range/settings.ts';
import { rangeServed, watchmanQuiet } from '../../../src/worlds/kubernetes/range/served.ts';
import { silently } from '../../../src/worlds/kubernetes/workloads/rollout.ts';
import { fakeClient } from './fake-client.ts';
import { servedRange, type ServedRange, type Unwell } from './served-range.ts';

const refused = { status: 502, body: '{"error":"the next hop failed: ECONNREFUSED"}' };
const usual = rangeSettings.parse({});
const soon = () => AbortSignal.timeout(30_000);

describe('the ways of a range in a cluster', function () {
  this.timeout(60_000);
  const open: ServedRange[] = [];
  afterEach(() => open.splice(0).forEach((range) => range.close()));

  async function range(unwell?: Unwell, settings = usual) {
    const served = await servedRange(unwell);
    open.push(served);
    return { client: fakeClient(), outpost: served.outpost, settings };
  }
  const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => 'no refusal', (error: unknown) => (error instanceof Error ? error.message : String(error)));

  it('are there where all answer', async () => {
    const said: string[] = [];
    await rangeServed(await range(), soon(), (text) => said.push(text));
    await watchmanQuiet(await range(), soon(), (text) => said.push(text));
    expect(said).to.deep.equal([]);
  });

  it('are waited for, and named meanwhile', async () => {
    let asked = 0;
    const unwell: Unwell = (host, path) => (host.startsWith('router.') && path === '/social' && ++asked < 3 ? refused : undefined);
    const said: string[] = [];
    await rangeServed(await range(unwell), soon(), (text) => said.push(text));
    expect(said).to.deep.equal(['all pods are ready; waiting for an answer by the router to social']);
    // Twice in vain, once to find it, and once more together with all others.
    expect(asked).to.equal(4);
  });

  it('that stay away are named with what came instead, once the time is up', async () => {
    const up = new AbortController();
    const unwell: Unwell = (host, path) => (host.startsWith('router.') && path.startsWith('/communities') ? refused : undefined);
    const waiting = refusal(rangeServed(await range(unwell), up.signal, () => up.abort()));
    expect(await waiting).to.match(/^expected all \d+ ways of the range to lead somewhere, got the router to communities: 502 .*ECONNREFUSED.*; the router to the ledger: 502 .*ECONNREFUSED.* \(namespace drill\)\n/);
  });

  it('of an edge that is to be cloaked end in its refusal, and not in a page', async () => {
    const cloaked = rangeSettings.parse({ edge: { cloaked: true } });
    await rangeServed(await range((host) => (host.startsWith('edge.') ? { status: 403, body: 'no' } : undefined), cloaked), soon(), silently);
    const up = new AbortController();
    expect(await refusal(rangeServed(await range(undefined, cloaked), up.signal, () => up.abort()))).to.match(/got the edge itself: /);
  });

  it('past a partner that is broken on purpose are not asked', async () => {
    const broken = rangeSettings.parse({ partners: { a: { broken: true } } });
    await rangeServed(await range((host, path) => (host.startsWith('partner-a.') && path.startsWith('/communities') ? refused : undefined), broken), soon(), silently);
  });

  it('from the watchman to the relay are there once it has nothing to alert on', async () => {
    let looks = 0;
    const failing = { status: 200, body: JSON.stringify([{ labels: { alertname: 'MailDeliveryFailing' } }]) };
    const said: string[] = [];
    await watchmanQuiet(await range((_host, path) => (path === '/alerts' && ++looks < 3 ? failing : undefined)), soon(), (text) => said.push(text));
    expect([looks, said]).to.deep.equal([3, ['all pods are ready; waiting for an answer by the watchman, with nothing to alert on']]);
  });
});
