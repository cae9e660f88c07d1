/** Tests where a Service must not be given a Toxiproxy: each refusal names the Service, the reason and another way, and nothing is changed. */
import type { V1EndpointSlice, V1NetworkPolicy, V1Pod, V1Service } from '@kubernetes/client-node';
import { expect } from 'chai';
import { refusalsToInterpose } from '../../../src/worlds/kubernetes/proxies/interpose-refusals.ts';
import { interpose } from '../../../src/worlds/kubernetes/proxies/interpose.ts';
import type { ClusterObject } from '../../../src/worlds/kubernetes/api/objects.ts';
import { clusterSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { behindName, interposedObjects, toxiproxyName } from '../../../src/worlds/kubernetes/proxies/toxiproxy-pod.ts';
import { type FakeClient, fakeClient } from './fake-client.ts';

type Spec = NonNullable<V1Service['spec']>;

const service = (spec: Partial<Spec> = {}, metadata: Partial<V1Service['metadata']> = {}): V1Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'payments', ...metadata },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.9', selector: { app: 'payments' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
});
const pod = (name: string, labels: Record<string, string>, more: Partial<V1Pod['metadata']> = {}, containers: readonly string[] = []): V1Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels, ...more },
  spec: { containers: [{ name, ports: [{ name: 'http', containerPort: 8080 }] }, ...containers.map((each) => ({ name: each }))] },
  status: { phase: 'Running' },
});
const slice = (ready: boolean): V1EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'payments-x', labels: { 'kubernetes.io/service-name': 'payments' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.7'], conditions: { ready } }],
});
/** As the API server sends it: the library's type has another name for `from`. */
const policy = (name: string, spec: object): V1NetworkPolicy => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec });

const behind = pod('payments-1', { app: 'payments' });
const caller = pod('shop-1', { app: 'shop' });
const staging = (...changed: readonly ClusterObject[]): FakeClient => {
  const client = fakeClient([service(), behind, caller, slice(true)]);
  client.put(...changed);
  return client;
};
const settings = (more: object = {}, interposed: object = {}) => clusterSettings.parse({ interpose: [{ service: 'payments', ...interposed }], ...more });
const selectingPods = { podSelector: { matchLabels: { app: 'payments' } } };
const fromShop = { from: [{ podSelector: { matchLabels: { app: 'shop' } } }] };
const toEverybody = { to: [{ podSelector: {} }] };

const refused: Readonly<Record<string, { readonly there: readonly ClusterObject[]; readonly says: RegExp; readonly interposed?: object; readonly without?: ClusterObject }>> = {
  'an ExternalName': { there: [service({ type: 'ExternalName', externalName: 'pay.example.com' })], says: /ExternalName for pay\.example\.com.*cluster\.toxiproxy/ },
  'a headless Service': { there: [service({ clusterIP: 'None' })], says: /headless.*Interpose an ordinary Service/ },
  'one without a selector': { there: [service({ selector: {} })], says: /no selector.*cluster\.toxiproxy/ },
  'one that is swapped already': { there: [service({}, { annotations: { 'gameday.dev/swapped-selector': '{"run":"other"}' } })], says: /swapped already.*other.*gameday heal/ },
  UDP: { there: [service({ ports: [{ port: 80, targetPort: 'http', name: 'a' }, { port: 53, protocol: 'UDP', name: 'b' }] })], says: /port 53 is UDP.*Service of their own/ },
  'session affinity': { there: [service({ sessionAffinity: 'ClientIP' })], says: /sessionAffinity ClientIP.*None/ },
  'externalTrafficPolicy Local': { there: [service({ externalTrafficPolicy: 'Local' })], says: /externalTrafficPolicy Local.*Cluster/ },
  'internalTrafficPolicy Local': { there: [service({ internalTrafficPolicy: 'Local' })], says: /internalTrafficPolicy Local/ },
  'a selector of Argo Rollouts': { there: [service({ selector: { app: 'payments', 'rollouts-pod-template-hash': 'abc' } })], says: /Argo Rollouts.*plain Service/ },
  'a Service that Argo Rollouts manages': { there: [service({}, { annotations: { 'argo-rollouts.argoproj.io/managed-by-rollouts': 'payments' } })], says: /Argo Rollouts/ },
  "Flagger's": { there: [service({}, { ownerReferences: [{ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'pay', uid: '1' }] })], says: /Flagger \(Canary pay\)/ },
  'several ports and none chosen': { there: [service({ ports: [{ port: 80, targetPort: 'http', name: 'http' }, { port: 9100, name: 'metrics' }] })], says: /several ports: 80 \(http\), 9100 \(metrics\)/ },
  'a port that is not there': { there: [], interposed: { port: 81 }, says: /no port 81, but 80/ },
  'a selector that matches nothing': { there: [service({ selector: { app: 'paymenst' } })], says: /\(app=paymenst\) matches no pod/ },
  'a target port that no pod has': { there: [service({ ports: [{ port: 80, targetPort: 'web' }] })], says: /leads to a port named web/ },
  'no ready endpoint': { there: [slice(false)], says: /1 pods and no ready endpoint/ },
  "Istio's sidecar": { there: [pod('payments-1', { app: 'payments' }, {}, ['istio-proxy'])], says: /service mesh \(Istio\).*own fault injection/ },
  "Linkerd's mark": { there: [pod('payments-1', { app: 'payments' }, { annotations: { 'linkerd.io/proxy-version': '2' } })], says: /service mesh \(Linkerd\)/ },
  'a policy that lets in callers alone': { there: [policy('callers', { ...selectingPods, ingress: [fromShop] })], says: /NetworkPolicy callers would keep its Toxiproxy from its pods.*gameday\.dev\/toxiproxy=payments/ },
  'a policy for another port': { there: [policy('port', { ...selectingPods, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 9100 }] }] })], says: /NetworkPolicy port would keep/ },
  'a policy that lets callers out to the pods alone': { there: [policy('out', { podSelector: { matchLabels: { app: 'shop' } }, policyTypes: ['Egress'], egress: [{ to: [selectingPods] }] })], says: /NetworkPolicy out would keep pod shop-1 from its Toxiproxy/ },
  'a policy that shuts whatever nobody opens': {
    there: [policy('shut', { podSelector: {}, policyTypes: ['Ingress'] }), policy('open', { ...selectingPods, ingress: [{ from: [{ podSelector: {} }] }] })],
    says: /NetworkPolicy shut would keep pod shop-1 from its Toxiproxy/,
  },
  'a policy that lets another namespace in to the pods alone': {
    there: [policy('shut', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }), policy('ingress', { ...selectingPods, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'edge' } } }] }] })],
    says: /NetworkPolicy shut would keep callers from outside the namespace from its Toxiproxy/,
  },
  'Argo CD': { there: [service({}, { annotations: { 'argocd.argoproj.io/tracking-id': 'a:b' } })], says: /Argo CD \(argocd\.argoproj\.io\/tracking-id\) sets it again.*cluster\.gitops/ },
  "Argo CD's tracking by label": { there: [service({}, { labels: { 'app.kubernetes.io/instance': 'pay' }, managedFields: [{ manager: 'argocd-controller' }] })], says: /Argo CD \(field manager argocd-controller\)/ },
  Flux: { there: [service({}, { labels: { 'kustomize.toolkit.fluxcd.io/name': 'pay' } })], says: /Flux/ },
  'an operator': { there: [service({}, { ownerReferences: [{ apiVersion: 'pay.example.com/v1', kind: 'Payments', name: 'main', uid: '1', controller: true }] })], says: /Payments main, its owner, sets it again/ },
  'what another run left': { there: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: behindName('old', 'payments'), labels: { 'gameday.dev/run': 'old', 'gameday.dev/toxiproxy': 'payments' } } }], says: /left from run old.*gameday heal/ },
};

describe('interposing a Toxiproxy', () => {
  for (const [what, { there, says, interposed }] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const client = staging(...there);
      const said = await refusalsToInterpose(client, settings({}, interposed));
      expect(said).to.have.length(1);
      expect(said[0]).to.match(says).and.match(/^Service payments can't be given a Toxiproxy: /);
      expect(client.changes()).to.deep.equal([]);
    });
  }

  it('refuses a Service that is not there, one named twice, and a Toxiproxy that is not there', async () => {
    const said = await refusalsToInterpose(staging(), clusterSettings.parse({ interpose: [{ service: 'orders' }, { service: 'orders' }], toxiproxy: { service: 'poison' } }));
    expect(said).to.have.length(3);
    expect(said.join('\n')).to.match(/orders can't be given a Toxiproxy twice/).and.match(/no such Service/).and.match(/no Service poison/);
  });

  const fine: Readonly<Record<string, { readonly there: readonly ClusterObject[]; readonly more?: object; readonly interposed?: object }>> = {
    'a plain Service': { there: [] },
    'one of several ports, by name': { there: [service({ ports: [{ port: 80, targetPort: 'http', name: 'http' }, { port: 9100, name: 'metrics' }] })], interposed: { port: 'http' } },
    'what Argo CD owns, once its pause is stated': { there: [service({}, { annotations: { 'argocd.argoproj.io/tracking-id': 'a:b' } })], more: { gitops: 'paused by Ada until 18:00' } },
    "Helm's": { there: [service({}, { labels: { 'app.kubernetes.io/instance': 'pay', 'app.kubernetes.io/managed-by': 'Helm' } })] },
    'pods that everybody of the namespace may reach': { there: [policy('all', { ...selectingPods, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 'http' }] }] })] },
    'callers that may go anywhere in the namespace': { there: [policy('out', { podSelector: { matchLabels: { app: 'shop' } }, policyTypes: ['Egress'], egress: [toEverybody] })] },
    'a policy for other pods': { there: [policy('other', { podSelector: { matchLabels: { app: 'orders' } }, ingress: [] })] },
    'a policy by label expressions and a range of ports': { there: [policy('range', { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['payments'] }] }, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'gameday.dev/toxiproxy', operator: 'Exists' }] } }, { podSelector: {} }], ports: [{ port: 8000, endPort: 9000 }] }] })] },
  };
  for (const [what, { there, more, interposed }] of Object.entries(fine)) {
    it(`accepts ${what}`, async () => {
      expect(await refusalsToInterpose(staging(...there), settings(more, interposed))).to.deep.equal([]);
    });
  }

  it('changes nothing where it refuses', async () => {
    const client = staging(service({ clusterIP: 'None' }));
    const outpost = { at: () => Promise.reject(new Error('not to be asked')) };
    const thrown: unknown = await interpose({ run: 'r', client, outpost, settings: settings() }, AbortSignal.timeout(1000)).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error).with.property('message').that.includes('headless');
    expect(client.changes()).to.deep.equal([]);
  });

  it('stands in for every port of the Service under the names that lead there, and for none of its labels elsewhere', () => {
    const http = { port: 80, targetPort: 'http', name: 'web' };
    const others = [{ port: 8080, targetPort: 8080, name: 'same' }, { port: 25, name: 'mail' }];
    const ports = [http, ...others].map((port) => ({ port, listen: port.port === 25 ? 25 : 8080 }));
    const objects = interposedObjects({ run: 'r', service: service({ ports: [http, ...others] }), ports }, http);
    const [behindIt, config, front, deployment] = objects.map((object) => JSON.parse(JSON.stringify(object)) as Record<string, never>);
    expect(behindIt).to.have.nested.property('spec.selector').that.deep.equals({ app: 'payments' });
    expect(JSON.parse((config as unknown as { data: Record<string, string> }).data['proxies.json'] ?? '')).to.deep.equal([
      { name: 'payments', listen: '0.0.0.0:8080', upstream: `${behindName('r', 'payments')}:80`, enabled: true },
      { name: 'payments-mail', listen: '0.0.0.0:25', upstream: `${behindName('r', 'payments')}:25`, enabled: true },
    ]);
    expect(front).to.have.nested.property('spec.selector').that.deep.equals({ 'gameday.dev/run': 'r', 'gameday.dev/toxiproxy': 'payments' });
    const template = 'spec.template';
    expect(deployment).to.have.nested.property(`${template}.metadata.labels`).that.deep.equals({ app: toxiproxyName('r', 'payments'), 'gameday.dev/run': 'r', 'gameday.dev/toxiproxy': 'payments' });
    expect(deployment).to.have.nested.property(`${template}.spec.containers[0].ports`).that.deep.equals([{ name: 'http', containerPort: 8080 }]);
    expect(deployment).to.have.nested.property(`${template}.spec.securityContext.sysctls`);
  });

  it('gives Services of long names objects of names that a cluster takes', () => {
    const long = 'a'.repeat(63);
    expect(toxiproxyName('r', 'payments')).to.match(/^gameday-toxiproxy-payments-[0-9a-f]{6}$/);
    expect(toxiproxyName('r', long)).to.have.length(46);
    expect(toxiproxyName('r', long)).to.not.equal(toxiproxyName('r', `${'a'.repeat(62)}b`));
    expect(toxiproxyName('r', long)).to.not.equal(toxiproxyName('s', long));
  });
});
