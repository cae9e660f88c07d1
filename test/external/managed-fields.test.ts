/** Tests what the observer `cluster` takes for a command: a change of the object that diverts, at the time and by the manager that its managed fields tell. */
import { expect } from 'chai';
import { cluster as observer } from '../../src/catalog/observers/cluster.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { type ClusterObject, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { watchCluster } from '../../src/worlds/kubernetes/workloads/watch.ts';
import { type FakeClient, fakeClient } from '../worlds/kubernetes/fake-client.ts';
import { watching } from './watching.ts';

const target = 'external-dns.alpha.kubernetes.io/target';

interface Shop {
  readonly to?: string;
  readonly dns?: string;
  readonly address?: string;
  readonly by?: string;
  readonly atMs?: number;
}

/** An Ingress as somebody set it last, with whole seconds in its managed fields as the API server keeps them. */
function shop({ to = 'shop', dns, address, by = 'kubectl-edit', atMs = Date.now() }: Shop = {}): ClusterObject & { spec: object; status: object } {
  const fieldsV1 = { 'f:metadata': { 'f:annotations': { [`f:${target}`]: {} } }, 'f:spec': { 'f:rules': {} } };
  return {
    ...types.Ingress,
    metadata: { name: 'shop', ...(dns !== undefined && { annotations: { [target]: dns } }), managedFields: [{ manager: by, operation: 'Update', time: new Date(Math.floor(atMs / 1000) * 1000), fieldsV1 }] },
    spec: { rules: [{ host: 'shop.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: to } } }] } }] },
    status: { loadBalancer: { ingress: address === undefined ? [] : [{ ip: address }] } },
  };
}

function watch(client: FakeClient, spec: object) {
  const watched = watching(observer, spec, { cluster: { watch: (heard: Parameters<Cluster['watch']>[0], stop: AbortSignal) => watchCluster(client, heard, stop) } as Cluster });
  return { ...watched, reached: () => watched.of('milestone.reached'), listening: () => new Promise((resolve) => setImmediate(resolve)) };
}

describe('a command by an object of the cluster', () => {
  it('is its first change, and the way back the last one undone, with manager, time and how exact that is', async () => {
    const client = fakeClient([shop(), { ...shop(), metadata: { name: 'other' } }]);
    const watched = watch(client, { diverts: { object: 'Ingress', name: 'shop' } });
    try {
      await watched.listening();
      client.put(shop({ address: '192.0.2.1' }), { ...shop({ to: 'partner' }), metadata: { name: 'other' } });
      expect(watched.reached(), 'neither its status nor another object').to.deep.equal([]);
      const atMs = Date.now() - 60_000;
      client.put(shop({ to: 'partner', dns: 'partner.example', address: '192.0.2.1', by: 'argocd-controller', atMs }));
      client.put(shop({ to: 'partner-b', dns: 'partner.example' }));
      client.put(shop({ to: 'shop', dns: 'partner.example' }));
      expect(watched.reached().map(({ milestone }) => milestone)).to.deep.equal(['commanded']);
      client.put(shop());
      expect(watched.reached().map(({ milestone, source }) => [milestone, source])).to.deep.equal([['commanded', 'observed'], ['failed-back', 'observed']]);
      const [first] = watched.reached();
      expect(first).to.deep.include({ atMs: Math.floor(atMs / 1000) * 1000 + 500, clockErrMs: 500, witness: { kind: 'managed-fields', name: 'the managed fields of Ingress shop' } });
      expect(first?.detail).to.equal('rules shop.example/ to shop → shop.example/ to partner, DNS target its own address → partner.example, set by argocd-controller');
      expect(watched.of('cluster.changed')[0]).to.not.have.property('fields');
    } finally {
      await watched.end();
    }
  });

  it("is none where the drill itself changed it, and none of an object that the scenario doesn't name", async () => {
    for (const spec of [{ diverts: { object: 'Ingress', name: 'shop' } }, { diverts: { object: 'HTTPRoute', name: 'shop' } }, {}]) {
      const client = fakeClient([shop()]);
      const watched = watch(client, spec);
      try {
        await watched.listening();
        client.put(shop({ to: 'partner', by: 'diverts' in spec && spec.diverts.object === 'Ingress' ? 'gameday' : 'kubectl-edit' }));
        expect(watched.of('cluster.changed')).to.have.length(1);
        expect(watched.reached(), JSON.stringify(spec)).to.deep.equal([]);
      } finally {
        await watched.end();
      }
    }
  });
});
