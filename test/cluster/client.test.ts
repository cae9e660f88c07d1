/** Tests the client of a cluster against a real API server: what it reads, changes and refuses, and in which words. */
import { expect } from 'chai';
import { Problem } from '../../src/problem.ts';
import { clusterClient } from '../../src/worlds/kubernetes/api/client.ts';
import { refTo, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { eventually, inNamespace } from './kit.ts';

const problemOf = async (promise: Promise<unknown>): Promise<Problem> => {
  const thrown = await promise.then(() => undefined, (error: unknown) => error);
  expect(thrown).to.be.instanceOf(Problem);
  return thrown as Problem;
};

describe('the client of a cluster', function () {
  this.timeout(60_000);
  const at = inNamespace();
  const config = (data: Record<string, string>) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data });

  it('reads what is there and says undefined for what is not', async () => {
    const { client } = at();
    expect(await client.read(refTo(types.ConfigMap, 'one'))).to.equal(undefined);
    await client.create(config({ a: '1' }));
    expect(await client.read(refTo(types.ConfigMap, 'one'))).to.deep.include({ data: { a: '1' } });
    expect((await client.list(types.ConfigMap)).map((each) => each.metadata?.name)).to.include('one');
    // A kind that the cluster doesn't know has no objects.
    expect(await client.list(types.TestRun)).to.deep.equal([]);
  });

  it('refuses a name that is taken, and a change of what somebody else changed meanwhile', async () => {
    const { client } = at();
    expect((await problemOf(client.create(config({})))).message).to.match(/already exists/);
    const before = await client.read(refTo(types.ConfigMap, 'one'));
    await client.merge(refTo(types.ConfigMap, 'one'), { data: { a: '2' } });
    const late = await problemOf(client.merge(refTo(types.ConfigMap, 'one'), { metadata: { resourceVersion: before?.metadata?.resourceVersion }, data: { a: '3' } }));
    expect(late).to.include({ code: 409 });
  });

  it('applies under its own name, and leaves a field of somebody else alone unless it is forced', async () => {
    const { client, kubectl } = at();
    await kubectl('patch', 'configmap', 'one', '--type=merge', '--field-manager=somebody', '-p', '{"data":{"b":"theirs"}}');
    expect((await problemOf(client.apply(config({ b: 'ours' })))).message).to.match(/conflict/i);
    await client.apply(config({ b: 'ours' }), true);
    expect(await client.read(refTo(types.ConfigMap, 'one'))).to.have.nested.property('data.b', 'ours');
  });

  it('watches, and removes what is there and what is not', async () => {
    const { client } = at();
    const stop = new AbortController();
    const heard: string[] = [];
    const watching = client.watch(types.ConfigMap, (phase, object) => heard.push(`${phase} ${object.metadata?.name ?? ''}`), stop.signal);
    await eventually('the watch to tell of what is there', 10_000, async () => heard.includes('LISTED one'));
    await client.create({ ...config({}), metadata: { name: 'two' } });
    await eventually('the watch to tell of what is new', 10_000, async () => heard.includes('ADDED two'));
    await client.remove(refTo(types.ConfigMap, 'one'));
    await eventually('the watch to tell of its end', 10_000, async () => heard.includes('DELETED one'));
    await client.remove(refTo(types.ConfigMap, 'one'));
    stop.abort();
    await watching;
  });

  it('asks what is allowed, and says which cluster it speaks to', async () => {
    const { client } = at();
    expect(await client.may({ verb: 'create', group: 'batch', resource: 'jobs' })).to.equal(true);
    expect(await client.version()).to.match(/^v1\./);
  });

  it('says in plain words that no cluster answers, and which contexts there are', async () => {
    expect(() => clusterClient({ context: 'nowhere' })).to.throw(Problem, /expected one of the contexts/);
  });
});
