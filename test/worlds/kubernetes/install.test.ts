/** Tests how manifests are applied again where an earlier start left pods that can't start. */
import { expect } from 'chai';
import { applyAll } from '../../../src/worlds/kubernetes/install/install.ts';
import type { Manifest } from '../../../src/worlds/kubernetes/install/manifests.ts';
import { labels, types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { fakeClient } from './fake-client.ts';

const ours = { [labels.part]: 'range' };
const edge: Manifest & { spec: object } = { ...types.Deployment, metadata: { name: 'edge', labels: ours }, spec: { replicas: 1 } };
const ready = { ...edge, status: { observedGeneration: 9, replicas: 1, updatedReplicas: 1, availableReplicas: 1 } };
const pod = (name: string, waiting?: string, more: object = {}) => ({ ...types.Pod, metadata: { name, labels: ours, ...more }, status: { containerStatuses: [{ image: 'gameday:nowhere', ...(waiting !== undefined && { state: { waiting: { reason: waiting } } }) }] } });

describe('manifests that are applied again', () => {
  it('replace pods that were held back, after the new image is wanted, and no others', async () => {
    const client = fakeClient([ready, pod('pulls-no-more', 'ImagePullBackOff'), pod('crashes', 'CrashLoopBackOff'), pod('starts', 'ContainerCreating'), pod('runs'), pod('goes', 'ImagePullBackOff', { deletionTimestamp: new Date() }), { ...pod('of-others', 'ImagePullBackOff'), metadata: { name: 'of-others' } }]);
    await applyAll(client, [edge], AbortSignal.timeout(5000), () => {});
    expect(client.changes()).to.deep.equal(['create Secret gameday-receivers', 'apply Deployment edge', 'remove Pod pulls-no-more', 'remove Pod crashes']);
  });

  it('replace ReplicaSets that may not make their pods, so that they try at once and say nothing of before', async () => {
    const set = (name: string, status: 'True' | 'False') => ({ ...types.ReplicaSet, metadata: { name, labels: ours }, status: { replicas: 0, conditions: [{ type: 'ReplicaFailure', status, message: 'exceeded quota: small' }] } });
    const client = fakeClient([ready, set('refused', 'True'), set('fine', 'False')]);
    await applyAll(client, [edge], AbortSignal.timeout(5000), () => {});
    expect(client.changes()).to.deep.equal(['create Secret gameday-receivers', 'apply Deployment edge', 'remove ReplicaSet refused']);
  });
});
