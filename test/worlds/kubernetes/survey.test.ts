/** Tests the look at a namespace and the first scenario made of it: what is found, what is chosen, what is refused, and that nothing is changed or told that is secret. */
import { expect } from 'chai';
import { catalogue } from '../../../src/catalog/index.ts';
import { draft } from '../../../src/cli/init/draft.ts';
import { firstDrill, type Refusals } from '../../../src/cli/init/first-drill.ts';
import { refusalsOf } from '../../../src/cli/init/refusals.ts';
import { metrics } from '../../../src/judge/metrics/index.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { readYaml } from '../../../src/scenario/yaml-source.ts';
import { ApiProblem } from '../../../src/worlds/kubernetes/api/api-problem.ts';
import type { ClusterObject } from '../../../src/worlds/kubernetes/api/objects.ts';
import { kubernetesSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { addressesIn, serviceOf } from '../../../src/worlds/kubernetes/survey/addresses.ts';
import { requestCounter } from '../../../src/worlds/kubernetes/survey/counters.ts';
import type { Survey } from '../../../src/worlds/kubernetes/survey/found.ts';
import { surveyNamespace } from '../../../src/worlds/kubernetes/survey/survey.ts';
import { type FakeClient, fakeClient } from './fake-client.ts';

type Fields = Readonly<Record<string, unknown>>;
const object = (apiVersion: string, kind: string, name: string, rest: Fields, meta: Fields = {}) => ({ apiVersion, kind, metadata: { name, ...meta }, ...rest }) as ClusterObject;

interface App {
  readonly env?: readonly Fields[];
  readonly envFrom?: readonly Fields[];
  readonly args?: readonly string[];
  readonly port?: number;
  readonly probe?: string;
  readonly service?: Fields;
}

/** A Deployment with its one pod, its Service and its address, as controllers would make them. */
function app(name: string, { env = [], envFrom = [], args = [], port = 8080, probe, service = {} }: App = {}): readonly ClusterObject[] {
  const containers = [{ name, env, envFrom, args, ports: [{ name: 'main', containerPort: port }], ...(probe !== undefined && { readinessProbe: { httpGet: { path: probe, port: 'main' } } }) }];
  return [
    object('apps/v1', 'Deployment', name, { spec: { replicas: 1, template: { spec: { containers } } }, status: { readyReplicas: 1 } }),
    object('apps/v1', 'ReplicaSet', `${name}-1`, {}, { ownerReferences: [{ kind: 'Deployment', name, controller: true }] }),
    object('v1', 'Pod', `${name}-1-a`, { spec: { containers }, status: { phase: 'Running' } }, { labels: { app: name }, ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-1`, controller: true }] }),
    object('v1', 'Service', name, { spec: { selector: { app: name }, ports: [{ port, targetPort: 'main' }], ...service } }),
    object('discovery.k8s.io/v1', 'EndpointSlice', `${name}-x`, { endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }] }, { labels: { 'kubernetes.io/service-name': name } }),
  ];
}

const parsed = (text: string) => parseScenario(catalogue, readYaml(text, 'first.yaml').raw, { metrics, settings: kubernetesSettings });
const textOf = (survey: Survey, refusals: Refusals = new Map()) => draft(survey, firstDrill(survey, refusals), new Map());
const drafted = async (client: FakeClient) => {
  const survey = await surveyNamespace(client);
  return textOf(survey, await refusalsOf(client, survey));
};

describe('addresses in the configuration of a program', () => {
  const services = ['payments', 'db', 'mail'];
  const hosts = (text: string) => addressesIn(text, (host) => serviceOf(host, 'shop', services) !== undefined).map(({ host, port }) => `${host}${port === undefined ? '' : `:${port}`}`);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['http://payments', ['payments']],
    ['https://payments.shop.svc.cluster.local:8443/v1?x=1', ['payments.shop.svc.cluster.local:8443']],
    ['postgres://app:s3cret:with@colon@db:5432/shop', ['db:5432']],
    ['payments', ['payments']],
    ['broker-0.kafka:9092,broker-1.kafka:9092', ['broker-0.kafka:9092', 'broker-1.kafka:9092']],
    ['--upstream=http://payments:8080', ['payments:8080']],
    ['jdbc:postgresql://db:5432/shop', ['db:5432']],
    ['production', []],
    ['localhost:8080 127.0.0.1:9 0.0.0.0:80 :8080', []],
    ['12:30', []],
    ['2026-11-23T10:15:00Z', []],
    ['{"level":"info"}', []],
  ];
  for (const [text, found] of cases) it(`finds ${found.join(' and ') || 'none'} in ${JSON.stringify(text)}`, () => expect(hosts(text)).to.deep.equal(found));

  it('knows a Service by each of its names, and not one of another namespace', () => {
    for (const host of ['db', 'db.shop', 'db.shop.svc', 'db.shop.svc.cluster.local', 'db.shop.svc.cluster.local.']) expect(serviceOf(host, 'shop', services)).to.equal('db');
    for (const host of ['db.billing', 'db.billing.svc', 'db.example.com', 'cache']) expect(serviceOf(host, 'shop', services)).to.equal(undefined);
  });
});

describe('a counter of requests', () => {
  it('is the one that counts what comes in', () => {
    expect(requestCounter('promhttp_metric_handler_requests_total 3\nhttp_client_requests_total 9\nhttp_requests_total{code="200"} 7\nother_requests_total 1\n')).to.equal('http_requests_total');
    expect(requestCounter('nginx_http_requests_total 12')).to.equal('nginx_http_requests_total');
    expect(requestCounter('<html>http_requests_total</html>')).to.equal(undefined);
    expect(requestCounter('process_cpu_seconds_total 1\nhttp_requests_failed_total 2')).to.equal(undefined);
  });
});

describe('a look at a namespace', () => {
  const secretly = { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'shop', key: 'token' } } };
  const shop = [
    ...app('shop', { env: [{ name: 'PAYMENTS', value: 'http://user:hush@payments:8080' }, secretly], envFrom: [{ configMapRef: { name: 'settings' }, prefix: 'APP_' }], probe: '/ready' }),
    ...app('payments', { env: [{ name: 'BANK', value: 'https://api.bank.example' }], probe: '/healthz' }),
    ...app('db', { port: 5432, service: { ports: [{ name: 'postgres', port: 5432 }] } }),
    object('v1', 'ConfigMap', 'settings', { data: { DATABASE: 'db.drill.svc:5432' } }),
    object('v1', 'Service', 'bank', { spec: { type: 'ExternalName', externalName: 'bank.example', ports: [] } }),
  ];

  it('tells who names whom and where, and reads neither Secrets nor changes anything', async () => {
    const client = fakeClient(shop);
    const survey = await surveyNamespace(client);
    expect(survey.calls.map(({ from, service, host, because }) => [from, service ?? host, because])).to.deep.equal([
      ['Deployment shop', 'payments', 'variable PAYMENTS'],
      ['Deployment shop', 'db', 'variable APP_DATABASE (ConfigMap settings)'],
      ['Deployment payments', 'api.bank.example', 'variable BANK'],
    ]);
    expect(survey.services.find(({ name }) => name === 'shop')).to.deep.include({ ready: 1, workloads: ['Deployment shop'] });
    expect(client.changes()).to.deep.equal([]);
    expect(client.asked.filter((each) => each.includes('Secret'))).to.deep.equal([]);
    expect(JSON.stringify(survey)).to.include('TOKEN').and.not.include('hush');
  });

  it('finds calls in files that a ConfigMap holds, by their URLs alone', async () => {
    const files = object('v1', 'ConfigMap', 'files', { data: { 'app.yaml': '# db is our mail of old\npayments:\n  url: http://payments:8080\nschema: https://schemas.example/v1\n' } });
    const web = app('web').map((each) => (each.kind === 'Deployment' ? object('apps/v1', 'Deployment', 'web', { spec: { replicas: 1, template: { spec: { containers: [], volumes: [{ name: 'config', configMap: { name: 'files' } }] } } } }) : each));
    const { calls } = await surveyNamespace(fakeClient([...web, ...app('payments'), ...app('db'), files]));
    expect(calls.map(({ from, host, because }) => [from, host, because])).to.deep.equal([['Deployment web', 'payments', 'file app.yaml (ConfigMap files)']]);
  });

  it('says what it may not read, and goes on', async () => {
    const before = (verb: string, ref: { kind: string; name?: string }) => {
      if (ref.kind === 'Ingress' || ref.kind === 'ConfigMap' || ref.kind === 'Namespace') throw new ApiProblem(403, { expected: `to ${verb}`, got: 'forbidden' });
    };
    const survey = await surveyNamespace(fakeClient(shop, { before }));
    expect(survey.unseen.join('; ')).to.match(/Ingresss? may not be read/).and.match(/ConfigMap settings may not/).and.match(/labels of the namespace may not/);
    expect(survey.calls.map((call) => call.service)).to.not.include('db');
    expect(textOf(survey)).to.include('Not seen: ConfigMap settings may not be read');
  });

  it('takes who is called by nobody for the way in, the best probed of the called for the slow one', async () => {
    const text = textOf(await surveyNamespace(fakeClient(shop)));
    const scenario = parsed(text);
    expect(scenario.injects.map(({ fault, spec }) => [fault, (spec as { proxy?: string }).proxy])).to.deep.equal([['latency', 'payments'], ['flood', undefined]]);
    const { cluster } = kubernetesSettings.parse(scenario.world.settings);
    expect(cluster.entries).to.deep.equal({ front: { url: 'http://shop.drill.svc:8080', probe: '/ready' } });
    expect(cluster.interpose).to.deep.equal([{ service: 'payments', protocol: 'http', health: '/healthz' }]);
    expect(cluster.limits).to.include({ rps: 50, pods: 0 });
    expect(text).to.include('# Also possible:').and.to.include('{ service: db, protocol: tcp }');
  });

  it("offers a team's own scripts as traffic, guardrail and flood, in lines that can be taken as they are", async () => {
    const text = textOf(await surveyNamespace(fakeClient(shop)));
    const offered = (line: RegExp) => line.exec(text)?.[1] ?? expect.fail(`expected a comment ${line.source}`);
    const taken = text
      .replace(/^traffic: null$/m, offered(/^# {3}(traffic: .*)$/m))
      .replace(/^guardrails: .*$/m, offered(/^# {3}(guardrails: \{ wallClock.*)$/m))
      .replace(/with: \{ shape: get,.*\}$/m, offered(/^ *# {3}(with: \{ script.*)$/m));
    const { traffic, injects, guardrails } = parsed(taken);
    expect(traffic).to.have.nested.property('team.path', './users.ts');
    expect(injects.at(-1)?.spec).to.have.nested.property('team.path', './attack.ts');
    expect(guardrails.map(({ kind }) => kind)).to.deep.equal(['availability', 'wall-clock']);
  });

  it('takes what an Ingress leads to before anything that it could guess', async () => {
    const ingress = object('networking.k8s.io/v1', 'Ingress', 'public', { spec: { rules: [{ host: 'pay.example', http: { paths: [{ path: '/pay', backend: { service: { name: 'payments' } } }] } }] } });
    const survey = await surveyNamespace(fakeClient([...shop, ingress]));
    const drill = firstDrill(survey, new Map());
    expect(drill.entries.map(({ name }) => name)).to.deep.equal(['payments']);
    expect(textOf(survey)).to.include('Users come by pay.example/pay');
  });

  it('writes the reason where something must not be interposed, and takes the next', async () => {
    const client = fakeClient([...shop, ...app('sessions', { probe: '/', service: { sessionAffinity: 'ClientIP' } })]);
    client.put(...app('payments', { probe: '/healthz', service: { selector: { app: 'payments', 'rollouts-pod-template-hash': 'abc' } } }));
    const text = await drafted(client);
    expect(text).to.match(/# Service payments can't be given a Toxiproxy: its selector belongs to Argo Rollouts/);
    expect(client.changes()).to.deep.equal([]);
    // A port of which only the connecting is known shows no latency, but whether it is there.
    expect(parsed(text).injects.map(({ fault, spec }) => [fault, (spec as { proxy?: string }).proxy])).to.deep.equal([['partition', 'db'], ['flood', undefined]]);
  });

  it('still makes a scenario where nothing can be interposed', async () => {
    const external = object('v1', 'Service', 'bank', { spec: { type: 'ExternalName', externalName: 'bank.example' } });
    const text = await drafted(fakeClient([...app('alone', { probe: '/', service: { type: 'NodePort' } }), ...app('log', { service: { clusterIP: 'None' } }), external]));
    expect(text).to.match(/# Service log can't.*headless/).and.to.match(/# Service bank can't.*ExternalName/);
    expect(parsed(text).injects.map(({ fault }) => fault)).to.deep.equal(['flood']);
  });

  it('takes what Argo CD keeps as it is, and asks who paused that', async () => {
    const client = fakeClient(shop);
    client.put(object('v1', 'Service', 'payments', { spec: { selector: { app: 'payments' }, ports: [{ port: 8080 }] } }, { annotations: { 'argocd.argoproj.io/tracking-id': 'shop' } }));
    const text = await drafted(client);
    expect(text).to.match(/DECIDE: Argo CD \(argocd\.argoproj\.io\/tracking-id\) sets payments again/).and.to.include("#   gitops: 'NAME paused it until TIME'");
    expect(parsed(text).injects.map(({ fault }) => fault)).to.deep.equal(['latency', 'flood']);
  });

  it('leaves what gameday put there itself alone', async () => {
    const ours = object('v1', 'Service', 'gameday-agent', { spec: { ports: [{ port: 8700 }] } }, { labels: { 'gameday.dev/part': 'agent' } });
    expect((await surveyNamespace(fakeClient([...shop, ours]))).services.map(({ name }) => name)).to.not.include('gameday-agent');
  });
});
