/** Tests what the watch makes of times, of relisted objects and of kinds that the cluster doesn't know. */
import { expect } from 'chai';
import type { ClusterChange } from '../../../src/ports/cluster.ts';
import { ApiProblem } from '../../../src/worlds/kubernetes/api/api-problem.ts';
import type { ClusterClient, Phase } from '../../../src/worlds/kubernetes/api/client.ts';
import { type ClusterObject, types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { momentOf, watchCluster } from '../../../src/worlds/kubernetes/workloads/watch.ts';
import { fakeClient } from './fake-client.ts';

const web = (replicas: number, more: object = {}): ClusterObject & { spec: object } => ({ ...types.Deployment, metadata: { name: 'web', uid: 'u', ...more }, spec: { replicas, template: {} } });

/** What is told when the API server says this about Deployments. */
async function toldOf(...said: readonly (readonly [Phase, ClusterObject])[]): Promise<string[]> {
  const told: ClusterChange[] = [];
  const client: ClusterClient = { ...fakeClient(), watch: async (type, heard) => (type.kind === 'Deployment' ? said.forEach(([phase, object]) => heard(phase, object)) : undefined) };
  await watchCluster(client, (change) => told.push(change), new AbortController().signal);
  return told.map(({ name, what, saw }) => `${name} ${what}: ${saw}`);
}

describe('the watch', () => {
  it('tells the moment of hearing within the second that an object tells, and otherwise the middle of it', () => {
    expect(momentOf(5000, 5400)).to.deep.equal({ atMs: 5400, clockErrMs: 400 });
    expect(momentOf(5000, 9000)).to.deep.equal({ atMs: 5500, clockErrMs: 500 });
    expect(momentOf(undefined, 9000)).to.deep.equal({ atMs: 9000, clockErrMs: 1000 });
  });

  it('tells what changed while the connection was away, and nothing twice', async () => {
    expect(await toldOf(['LISTED', web(1)], ['LISTED', web(1)], ['LISTED', web(2)], ['MODIFIED', web(2)])).to.deep.equal(['web changed: replicas 1 → 2']);
  });

  it('tells an end once, when it is asked for or when it is found', async () => {
    const ending = web(1, { deletionTimestamp: new Date(40_000), deletionGracePeriodSeconds: 30 });
    expect(await toldOf(['LISTED', web(1)], ['MODIFIED', ending], ['MODIFIED', ending], ['DELETED', ending])).to.deep.equal(['web deleted: it was told to end, within 30 s']);
    expect(await toldOf(['LISTED', web(1)], ['DELETED', web(1)])).to.deep.equal(['web deleted: it is gone']);
  });

  it('tells of another object of the same name as a new one', async () => {
    const [ended, made] = await toldOf(['LISTED', web(1)], ['DELETED', web(1)], ['ADDED', web(1, { uid: 'v' })]);
    expect([ended, made?.split(':')[0]]).to.deep.equal(['web deleted: it is gone', 'web created']);
  });

  it('leaves out a kind that the cluster does not know, and rejects for one that it may not see', async () => {
    const failing = (kind: string, code: number): ClusterClient => ({ ...fakeClient(), watch: async (type) => (type.kind === kind ? Promise.reject(new ApiProblem(code, { expected: `to watch ${kind}`, got: String(code) })) : undefined) });
    await watchCluster(failing('HTTPRoute', 404), () => {}, new AbortController().signal);
    await watchCluster(failing('Pod', 403), () => {}, new AbortController().signal).then(() => expect.fail('it was blind and said nothing'), (error: Error) => expect(error.message).to.match(/to watch Pod/));
  });
});
