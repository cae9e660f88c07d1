/** Tests the outpost in a real cluster: connections to Services there, refusals, half-close, a gate, messages, and a pod that is made anew. */
import { expect } from 'chai';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer } from '../../src/ports/capabilities.ts';
import { clusterHttp } from '../../src/worlds/kubernetes/outpost/http.ts';
import { type Outpost, openOutpost } from '../../src/worlds/kubernetes/outpost/outpost.ts';
import { eventually, inNamespace } from './kit.ts';
import { image, outpostAlone } from './staging.ts';

/** Answers HTTP on 8080 with what it was asked and by whom; echoes bytes on 9000 after the end of them; nobody listens behind port 9999. */
const target = `
apiVersion: v1
kind: Service
metadata: { name: target }
spec:
  selector: { app: target }
  ports: [{ name: http, port: 80, targetPort: 8080 }, { name: echo, port: 9000 }, { name: nobody, port: 9999 }]
---
apiVersion: v1
kind: Pod
metadata: { name: target, labels: { app: target } }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: target
      image: ${image}
      imagePullPolicy: IfNotPresent
      readinessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 1 }
      command:
        - node
        - -e
        - |
          const connections = new Set();
          require('node:http').createServer((request, response) => response.end([request.method, request.url, request.headers.host, connections.add(request.socket.remotePort).size].join(' '))).listen(8080);
          require('node:net').createServer({ allowHalfOpen: true }, (socket) => {
            const parts = [];
            socket.on('data', (part) => parts.push(part)).on('end', () => socket.end(Buffer.concat(parts))).on('error', () => {});
          }).listen(9000);
          process.on('SIGTERM', () => process.exit());
`;

describe('the outpost in a cluster', function () {
  this.timeout(120_000);
  const at = inNamespace();
  const heard: string[] = [];
  const receive: Answer = async ({ method, path, body }) => {
    heard.push(path);
    return { status: 202, contentType: 'text/plain', body: `${method} ${path} ${Buffer.from(body).toString()}` };
  };
  let outpost: Outpost;
  /** Connections that the target has had. */
  let served = 0;
  /** What a pod of the cluster is answered. */
  const fetched = async (url: string, init = '{}') => at().kubectl('exec', 'target', '--', 'node', '-e', `fetch(${JSON.stringify(url)}, ${init}).then(async (answer) => process.stdout.write(answer.status + ' ' + (await answer.text())))`);
  const soon = () => AbortSignal.timeout(20_000);

  before(async () => {
    const { apply, kubectl, name, client } = at();
    await apply(outpostAlone(name));
    await apply(target);
    await kubectl('wait', '--for=condition=Ready', 'pod/target', '--timeout=60s');
    await kubectl('rollout', 'status', 'deployment/gameday-agent', '--timeout=60s');
    outpost = await openOutpost({ client, run: 'r1', receive }, soon());
    // A Service leads to a pod some time after the pod is ready.
    await eventually('the Services to lead somewhere', 30_000, async () => {
      const answer = await clusterHttp(outpost).fetch({ url: `http://target.${name}.svc/` }, soon());
      served = Number(answer.body.split(' ').at(-1));
      return answer.status === 200 && (await fetched(`http://gameday-agent.${name}.svc:8700/healthz`)) === '200 ok';
    });
  });
  after(() => outpost?.close());

  it('leads to a Service, one fresh connection each, with the Host header kept', async () => {
    const http = clusterHttp(outpost);
    const url = `http://target.${at().name}.svc/a?b=1`;
    expect(await http.fetch({ url }, soon())).to.include({ status: 200, body: `GET /a?b=1 target.${at().name}.svc ${++served}` });
    expect((await http.fetch({ url, method: 'POST', body: 'x' }, soon())).body).to.equal(`POST /a?b=1 target.${at().name}.svc ${++served}`);
  });

  it('passes half-close on, in both directions and with many bytes', async () => {
    const socket = connect({ ...(await outpost.at('target', 9000)), allowHalfOpen: true });
    const sent = 'x'.repeat(3_000_000);
    socket.end(sent);
    expect((await text(socket)) === sent).to.equal(true);
  });

  it('resets what is refused inside, and refuses other namespaces', async () => {
    const failed = async (socket: Socket) => ((await once(socket, 'error')) as [NodeJS.ErrnoException])[0].code;
    expect(await failed(connect(await outpost.at('target', 9999)))).to.equal('ECONNRESET');
    expect(await failed(connect(await outpost.at('nothing-of-that-name', 80)))).to.equal('ECONNRESET');
    expect((await clusterHttp(outpost).fetch({ url: 'https://kubernetes.default.svc/version' }, soon())).error).to.match(/expected a Service of namespace/);
  });

  it('lets two generators go at once', async () => {
    const gate = await outpost.gate('flood', 2);
    const waiting = [fetched(gate.url), fetched(gate.url)];
    await gate.arrived(soon());
    const openedMs = await gate.open();
    expect(await Promise.all(waiting)).to.deep.equal(['200 go', '200 go']);
    expect(openedMs).to.be.within(Date.now() - 20_000, Date.now() + 1);
  });

  it('relays messages with the receiver\'s answer', async () => {
    expect(await fetched(`${outpost.receivers}/alertmanager?a=1`, `{ method: 'POST', body: 'Grüße' }`)).to.equal('202 POST /alertmanager?a=1 Grüße');
    expect(heard).to.deep.equal(['/alertmanager?a=1']);
  });

  it('is there again after its pod was made anew, under the same addresses', async () => {
    const { kubectl } = at();
    const led = await outpost.at('target', 80);
    await kubectl('delete', 'pod', '-l', 'app.kubernetes.io/name=gameday-agent', '--wait=false');
    const url = `http://127.0.0.1:${led.port}/`;
    await eventually('an answer through the new pod', 60_000, async () => (await clusterHttp(outpost).fetch({ url }, AbortSignal.timeout(5000))).status === 200);
    await eventually('a message through the new pod', 60_000, async () => (await fetched(`${outpost.receivers}/again`)).startsWith('202'));
    expect(await outpost.at('target', 80)).to.deep.equal(led);
  });
});
