/** Holds the contract of proxies against Toxiproxies that are interposed in a real cluster, and what only those do: others' toxics, other ports, low ports, a restart. */
import { expect } from 'chai';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Proxies } from '../../src/ports/capabilities.ts';
import { clusterHttp } from '../../src/worlds/kubernetes/outpost/http.ts';
import { interpose, removeInterposed } from '../../src/worlds/kubernetes/proxies/interpose.ts';
import type { Outpost } from '../../src/worlds/kubernetes/outpost/outpost.ts';
import { clusterProxies } from '../../src/worlds/kubernetes/proxies/proxies.ts';
import { clusterSettings } from '../../src/worlds/kubernetes/settings.ts';
import { toxiproxyName } from '../../src/worlds/kubernetes/proxies/toxiproxy-pod.ts';
import { proxiesContract } from '../contracts/proxies.ts';
import { inNamespace } from './kit.ts';
import { confined, image, nothingLeft, openStaging } from './staging.ts';

const run = 'proxying';
const soon = () => AbortSignal.timeout(30_000);
const slow = { name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 150, jitter: 0 } } as const;

/** HTTP with 8 KB under any path but /metrics, behind a named target port and a plain one; and a mail relay behind the port of mail itself. */
const dependencies = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: dependencies, tier: backend }
  ports: [{ name: http, port: 80, targetPort: web }, { name: metrics, port: 9100 }]
---
apiVersion: v1
kind: Service
metadata: { name: mail }
spec:
  selector: { app: dependencies }
  ports: [{ port: 25 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: dependencies }
spec:
  selector: { matchLabels: { app: dependencies } }
  template:
    metadata: { labels: { app: dependencies, tier: backend } }
    spec:
      terminationGracePeriodSeconds: 1
      securityContext: { sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: '0' }] }
      containers:
        - name: dependencies
          image: ${image}
          imagePullPolicy: IfNotPresent
          ports: [{ name: web, containerPort: 8080 }]
          readinessProbe: { tcpSocket: { port: 25 }, periodSeconds: 1 }
          securityContext: ${confined}
          command:
            - node
            - -e
            - |
              const { createServer } = require('node:http');
              createServer((request, response) => response.end('x'.repeat(8192))).listen(8080);
              createServer((request, response) => response.end('metrics of ' + request.headers.host)).listen(9100);
              require('node:net').createServer((socket) => {
                socket.on('error', () => {}).write('220 relay ready\\r\\n');
                socket.on('data', () => socket.end('221 bye\\r\\n'));
              }).listen(25);
`;

describe('proxies in a cluster', function () {
  this.timeout(120_000);
  const at = inNamespace();
  let outpost: Outpost;
  let proxies: Proxies;

  before(async () => {
    outpost = await openStaging(at(), dependencies, ['dependencies'], run);
    const settings = clusterSettings.parse({ interpose: [{ service: 'web', port: 'http', health: '/' }, { service: 'mail', protocol: 'smtp' }] });
    const interposed = await interpose({ run, client: at().client, outpost, settings }, AbortSignal.timeout(60_000));
    proxies = await clusterProxies({ run: 'run-1', client: at().client, outpost, proxies: interposed });
  });
  after(async () => {
    if (outpost === undefined) return;
    await removeInterposed({ run, client: at().client }, soon());
    await outpost.close();
    await nothingLeft(at(), run);
  });

  const fresh = async () => {
    for (const { name, toxics, enabled } of await proxies.list(soon())) {
      for (const toxic of toxics) await proxies.removeToxic(name, toxic.name, soon());
      if (!enabled) await proxies.setEnabled(name, true, soon());
    }
  };
  proxiesContract('a cluster', async () => ({ proxies, http: 'web', smtp: 'mail', closed: 'reset', fresh, close: fresh }));

  it("keeps a stranger's toxic through a restart of the pod, which comes back with its proxies", async () => {
    const api = await outpost.at(toxiproxyName(run, 'web'), 8474);
    const put = await fetch(`http://${api.host}:${api.port}/proxies/web/toxics`, { method: 'POST', body: JSON.stringify({ ...slow, name: 'a stranger' }) });
    expect(put.status).to.equal(200);
    await proxies.addToxic('web', slow, soon());
    const before = await at().kubectl('get', 'pods', '-l', 'gameday.dev/toxiproxy=web', '-o', 'name');
    const began = performance.now();
    await proxies.restart(soon());
    process.stdout.write(`      a restart of two Toxiproxies took ${Math.round(performance.now() - began)} ms\n`);
    expect(await at().kubectl('get', 'pods', '-l', 'gameday.dev/toxiproxy=web', '-o', 'name')).to.not.equal(before);
    const listed = await proxies.list(soon());
    expect(listed.map(({ name }) => name)).to.have.members(['web', 'web-metrics', 'mail']);
    expect(listed.find(({ name }) => name === 'web')?.toxics.map(({ name }) => name)).to.deep.equal(['a stranger']);
    expect((await proxies.probe('web', soon())).outcome).to.equal('ok');
    await fetch(`http://${api.host}:${api.port}/proxies/web/toxics/${encodeURIComponent('a stranger')}`, { method: 'DELETE' });
  });

  it('passes the other ports of the Service through, and a low port though nobody is root', async () => {
    const { body } = await clusterHttp(outpost).fetch({ url: `http://web.${at().name}.svc:9100/metrics` }, soon());
    expect(body).to.equal(`metrics of web.${at().name}.svc:9100`);
    const relay = connect(await outpost.at('mail', 25));
    relay.write('QUIT\r\n');
    expect(await text(relay)).to.include('221 bye');
  });
});
