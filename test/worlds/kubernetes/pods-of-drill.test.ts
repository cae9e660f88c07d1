/** Tests what a cluster is asked beforehand of a drill's pods: those that its faults end, room for those that it makes, and who would start several runners. */
import { expect } from 'chai';
import { catalogue } from '../../../src/catalog/index.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { wishOf } from '../../../src/scenario/wish-of.ts';
import { types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { podsEnded, refusalsOfQuotas } from '../../../src/worlds/kubernetes/preflight/pods-of-drill.ts';
import { clusterSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { refusalsOfRunners } from '../../../src/worlds/kubernetes/load/test-run.ts';
import { fakeClient } from './fake-client.ts';

const web = { ...types.Deployment, metadata: { name: 'web' }, spec: { replicas: 4 }, status: { readyReplicas: 3 } };
const quota = (hard: object, used: object, more: object = {}) => ({ ...types.ResourceQuota, metadata: { name: 'small' }, spec: { hard, ...more }, status: { used } });
const settings = (more: object = {}) => clusterSettings.parse({ entries: { front: { url: 'http://shop.drill.svc' } }, ...more });

describe('the pods that a drill ends', () => {
  it('are added up from the settings of its faults, and from what its workloads have now', async () => {
    const client = fakeClient([web]);
    expect(await podsEnded(client, [{ workload: 'deployment/web', count: 2 }])).to.equal(2);
    expect(await podsEnded(client, [{ workload: 'deployment/web', share: 0.5 }, { workload: 'deployment/web', share: 0.01 }])).to.equal(3);
    expect(await podsEnded(client, [{ workload: 'deployment/web' }, { workload: 'statefulset/web' }])).to.equal(4);
    expect(client.changes()).to.deep.equal([]);
  });

  it('are asked of every fault that ends some, with the loads that there are at one moment', () => {
    const scenario = (traffic: object | null) =>
      wishOf(
        parseScenario(catalogue, {
          name: 'x', version: '1', owner: 'sre', duration: '60s', traffic,
          lanes: {
            a: [{ fault: 'flood', at: '10s', for: '10s', with: { rps: 20 } }, { fault: 'pod-kill', for: '5s', with: { workload: 'deployment/web', count: 2 } }],
            b: [{ fault: 'decoy', at: '15s', for: '10s', with: { rps: 10 } }, { fault: 'rollout', for: '5s', with: { workload: 'deployment/api' } }],
            c: [{ fault: 'scale-to-zero', at: '20s', for: '5s', with: { workload: 'statefulset/db' } }],
          },
        }),
        catalogue,
      );
    expect(scenario({ rps: 5 })).to.deep.include({ rpsMax: 35, loadsMax: 3 });
    expect(scenario(null)).to.deep.include({ rpsMax: 30, loadsMax: 2 });
    expect(scenario(null).endsPods.map(({ workload, count, share }) => [workload, count, share])).to.deep.equal([['deployment/web', 2, undefined], ['deployment/api', undefined, undefined], ['statefulset/db', undefined, undefined]]);
  });
});

describe('room for the pods that a drill makes', () => {
  const refused = async (hard: object, used: object, more: object = {}, loadsMax = 2) => refusalsOfQuotas(fakeClient([quota(hard, used)]), settings(more), { loadsMax });

  it('is there as far as each quota says', async () => {
    expect(await refusalsOfQuotas(fakeClient(), settings(), { loadsMax: 9 })).to.deep.equal([]);
    expect(await refused({ pods: '10', 'limits.cpu': '4', 'limits.memory': '4Gi', services: '0' }, { pods: '8', 'limits.cpu': '2', 'limits.memory': '1Gi' })).to.deep.equal([]);
  });

  it('is asked for with every runner, its starter and every Toxiproxy', async () => {
    expect(await refused({ pods: '10' }, { pods: '9' })).to.have.length(1).and.match(/need 2 of pods at one moment, and the quota small of namespace drill has 9 of 10 used: .*generators/);
    expect(await refused({ 'count/pods': '8' }, { 'count/pods': '0' }, { generators: { parallelism: 3 }, interpose: [{ service: 'db' }] })).to.match(/need 9 of count\/pods/);
    expect(await refused({ 'limits.cpu': '4500m', 'limits.memory': '1Gi' }, { 'limits.cpu': '3', 'limits.memory': '512Mi' })).to.have.length(2).and.match(/need 2 of limits\.cpu.*has 3 of 4500m used/);
  });

  it('is not asked for by load that starts outside, nor of a quota that is for other pods', async () => {
    const external = { hosts: ['shop.example.org'], token: { value: 'a-token-of-length-16' }, partner: { issuer: 'Example' } };
    expect(await refused({ pods: '0' }, {}, { entries: { front: { url: 'https://shop.example.org' } }, external })).to.deep.equal([]);
    expect(await refused({ pods: '0' }, {}, { entries: { front: { url: 'https://shop.example.org' } }, external: { ...external, loadFrom: 'cluster' } })).to.have.length(1);
    expect(await refusalsOfQuotas(fakeClient([quota({ pods: '0' }, {}, { scopes: ['BestEffort'] })]), settings(), { loadsMax: 2 })).to.deep.equal([]);
  });
});

describe('several runners a generator', () => {
  it('are refused beforehand where there is no k6-operator, and one is not', async () => {
    const without = fakeClient([], { lacks: ['TestRun'] });
    const [refusal] = await refusalsOfRunners(without, settings({ generators: { parallelism: 4 } }));
    expect(refusal).to.contain('The 4 runners').and.to.contain('k6-operator').and.to.contain('install-k6-operator').and.to.contain('parallelism to 1');
    expect(await refusalsOfRunners(without, settings())).to.deep.equal([]);
    expect(await refusalsOfRunners(fakeClient(), settings({ generators: { parallelism: 4 } }))).to.deep.equal([]);
  });
});
