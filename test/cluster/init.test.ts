/** Tests `gameday init` against a real cluster: what it finds of a small shop that knows nothing of gameday, and that it changes nothing. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalogue } from '../../src/catalog/index.ts';
import { metrics } from '../../src/judge/metrics/index.ts';
import { fittedTo, lacks } from '../../src/scenario/lacks.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { readYaml } from '../../src/scenario/yaml-source.ts';
import { kubernetesWorld } from '../../src/worlds/kubernetes/index.ts';
import { gameday } from '../cli/gameday.ts';
import { eventually, inNamespace } from './kit.ts';

const image = process.env['GAMEDAY_IMAGE'] ?? 'gameday:dev';
const serve = (port: number) =>
  `let n=0;require('node:http').createServer((q,s)=>{n++;s.end(q.url==='/metrics'?'# TYPE shop_http_requests_total counter\\nshop_http_requests_total{code="200"} '+n+'\\n':'ok')}).listen(${port});require('node:net').createServer((c)=>c.end('220 mail\\r\\n')).listen(1025)`;

const workload = (name: string, env: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: ${name}
          image: ${image}
          imagePullPolicy: IfNotPresent
          command: [node, -e, ${JSON.stringify(serve(8080))}]
          ports: [{ name: web, containerPort: 8080 }]
          resources: { requests: { cpu: 10m } }
          readinessProbe: { httpGet: { path: /ready, port: web }, periodSeconds: 1 }
          env: ${env}
---
`;
const service = (name: string, spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: ${spec}
---
`;

const shop = [
  workload('shop', '[{ name: PAYMENTS_URL, value: "http://user:hush@payments:80/pay" }, { name: MAIL, valueFrom: { configMapKeyRef: { name: shop, key: mail } } }, { name: BANK, value: "bank:443" }, { name: PEERS, value: "peers:7000" }, { name: TOKEN, valueFrom: { secretKeyRef: { name: shop, key: token } } }]'),
  workload('payments', '[{ name: UPSTREAM, value: "https://api.bank.example/v1" }]'),
  service('shop', '{ selector: { app: shop }, ports: [{ port: 80, targetPort: web }] }'),
  service('payments', '{ selector: { app: payments }, ports: [{ port: 80, targetPort: web }] }'),
  service('mail', '{ selector: { app: payments }, ports: [{ name: smtp, port: 1025 }] }'),
  service('peers', '{ selector: { app: payments }, clusterIP: None, ports: [{ port: 7000 }] }'),
  service('bank', '{ type: ExternalName, externalName: bank.example }'),
  service('alertmanager', '{ selector: { app: nobody }, ports: [{ port: 9093 }] }'),
  'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\ndata: { mail: "mail:1025" }\n---\n',
  'apiVersion: v1\nkind: Secret\nmetadata: { name: shop }\nstringData: { token: whisper }\n---\n',
  'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: public }\nspec: { rules: [{ host: shop.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }] }\n',
].join('');

describe('init in a real namespace', function () {
  this.timeout(180_000);
  const at = inNamespace(false);
  let folder = '';
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'gameday-init-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const versions = async () => (await at().kubectl('get', 'service,deployment,configmap,secret,ingress', '-o', 'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation} {.spec}{.metadata.annotations}{"\\n"}{end}')).split('\n');

  it('writes a first scenario that can be run, and changes nothing', async () => {
    await at().apply(shop);
    await eventually('the shop to be ready', 120_000, async () => (await at().kubectl('get', 'deployment', '-o', 'jsonpath={.items[*].status.readyReplicas}')) === '1 1');
    const before = await versions();
    const { code, out, err } = await gameday(['init', '--namespace', at().name, '--out', 'first.yaml'], { cwd: folder });
    expect(code, err).to.equal(0);
    expect(await versions()).to.deep.equal(before);
    const text = readFileSync(path.join(folder, 'first.yaml'), 'utf8');

    const { raw } = readYaml(text, 'first.yaml');
    const world = kubernetesWorld({});
    const scenario = parseScenario(catalogue, raw, { metrics, settings: world.settings });
    expect(lacks(fittedTo(world.has(scenario.world.settings), scenario, catalogue), catalogue, world.has(scenario.world.settings))).to.deep.equal([]);
    const cluster = (raw as { world: { settings: { cluster: unknown } } }).world.settings.cluster;
    expect(cluster).to.deep.include({
      entries: { front: { url: `http://shop.${at().name}.svc:80`, counter: { url: `http://shop.${at().name}.svc:80/metrics`, metric: 'shop_http_requests_total' }, probe: '/ready' } },
      interpose: [{ service: 'payments', protocol: 'http', health: '/ready' }, { service: 'mail', protocol: 'smtp' }],
      alertmanager: `http://alertmanager.${at().name}.svc:9093`,
      contexts: [at().client.context],
    });
    expect(text).to.match(/# Service peers can't be given a Toxiproxy: it is headless/).and.to.match(/# Service bank can't.*ExternalName/).and.to.include('api.bank.example').and.to.include('shop.example');
    expect(text).to.include('TOKEN').and.not.to.match(/whisper|hush/);
    // In the order in which they are done.
    expect(out.replaceAll('\n', ' ')).to.match(/1\. Read first\.yaml.*2\..*kubectl --context \S+ label namespace.*3\..*gameday install.*4\..*gameday check first\.yaml --world kubernetes.*5\..*gameday run/);
  });

  it('is accepted by check as it was written, once the gates are open', async () => {
    const where = ['--namespace', at().name];
    const closed = await gameday(['check', 'first.yaml', '--world', 'kubernetes', ...where], { cwd: folder });
    expect(closed.code).to.equal(64);
    expect(closed.err).to.include('gameday.dev/drills=allowed');
    await at().kubectl('label', 'namespace', at().name, 'gameday.dev/drills=allowed');
    const installed = await gameday(['install', ...where, '--image', image], { cwd: folder });
    expect(installed.code, installed.err).to.equal(0);
    const { code, out, err } = await gameday(['check', 'first.yaml', '--world', 'kubernetes', ...where], { cwd: folder });
    expect(code, err).to.equal(0);
    expect(out).to.match(/Service payments .*its selector is switched/);
  });

  it('never overwrites a file', async () => {
    writeFileSync(path.join(folder, 'mine.yaml'), 'mine');
    const { code, err } = await gameday(['init', '--namespace', at().name, '--out', 'mine.yaml'], { cwd: folder });
    expect(code).to.equal(64);
    expect(err).to.include('mine.yaml');
    expect(readFileSync(path.join(folder, 'mine.yaml'), 'utf8')).to.equal('mine');
  });

  it('says what is missing where nothing can be drilled', async () => {
    const { code, err } = await gameday(['init', '--namespace', 'gameday-test-nowhere'], { cwd: folder });
    expect(code).to.equal(64);
    expect(err).to.match(/no Service of yours/).and.to.include('gameday-test-nowhere');
  });
});
