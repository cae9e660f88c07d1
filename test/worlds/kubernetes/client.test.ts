/** Holds the tests of the client of a cluster against an API server's answers over HTTP: objects go and come as plain JSON. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reasonOf } from '../../../src/problem.ts';
import { type ClusterClient, clusterClient } from '../../../src/worlds/kubernetes/api/client.ts';
import { refTo, types } from '../../../src/worlds/kubernetes/api/objects.ts';

const group = '/apis/networking.k8s.io/v1';
const policies = `${group}/namespaces/shop/networkpolicies`;
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'front', namespace: 'shop', creationTimestamp: '2026-01-01T10:00:00Z' },
  // The second is newer than any client.
  spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'shop' } } }] }], mode: 'audit' },
};
const answers: Readonly<Record<string, unknown>> = {
  '/version': { gitVersion: 'v1.36.4' },
  [group]: { kind: 'APIResourceList', groupVersion: 'networking.k8s.io/v1', resources: [{ name: 'networkpolicies', kind: 'NetworkPolicy', namespaced: true }] },
  [policies]: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicyList', metadata: {}, items: [{ metadata: policy.metadata, spec: policy.spec }] },
  [`${policies}/front`]: policy,
};

describe('the client of a cluster', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-client-'));
  const sent: { readonly asked: string; readonly type: string | undefined; readonly body: unknown }[] = [];
  const usual = process.env['KUBECONFIG'];
  const connections = new Set<Socket>();
  /** Those that a relay on the way has given up: whoever says more on them is told so, and nothing is passed on. */
  const givenUp = new Set<Socket>();
  let server: Server;
  let client: ClusterClient;

  before(async () => {
    server = createServer((request, response) => {
      const { pathname, search } = new URL(request.url ?? '', 'http://server');
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        if (givenUp.has(request.socket)) {
          request.socket.resetAndDestroy();
          return;
        }
        sent.push({ asked: `${request.method} ${pathname}${search}`, type: request.headers['content-type'], body: body === '' ? undefined : JSON.parse(body) });
        const answer = answers[pathname];
        response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? { kind: 'Status', message: 'not found' }));
      });
    });
    server.on('connection', (socket) => connections.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const file = path.join(folder, 'config');
    const named = (kind: string, what: object) => [{ name: 'staging', [kind]: what }];
    writeFileSync(file, JSON.stringify({ 'current-context': 'staging', clusters: named('cluster', { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'insecure-skip-tls-verify': true }), users: named('user', {}), contexts: named('context', { cluster: 'staging', user: 'staging', namespace: 'shop' }) }));
    process.env['KUBECONFIG'] = file;
    client = clusterClient({});
  });
  after(() => {
    if (usual === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = usual;
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells the version', async () => {
    expect(await client.version()).to.equal('v1.36.4');
  });

  it('reads objects as they were sent: times as text, fields by the names that they have in a manifest, those that it does not know as well', async () => {
    expect(await client.read(refTo(types.NetworkPolicy, 'front'))).to.deep.equal(policy);
    expect(await client.list(types.NetworkPolicy)).to.deep.equal([{ metadata: policy.metadata, spec: policy.spec }]);
  });

  it('sends them just so', async () => {
    const wanted = { ...policy, metadata: { name: 'front', namespace: 'shop' } };
    await client.apply(wanted);
    expect(sent.at(-1)).to.deep.equal({ asked: `PATCH ${policies}/front?fieldManager=gameday&force=false`, type: 'application/apply-patch+yaml', body: wanted });
  });

  it('asks one thing after the other on one connection, and what is asked meanwhile on another', async () => {
    await client.version();
    const before = connections.size;
    await client.version();
    await client.read(refTo(types.NetworkPolicy, 'front'));
    expect(connections.size).to.equal(before);
    await Promise.all([client.version(), client.version(), client.version()]);
    expect(connections.size).to.equal(before + 2);
  });

  it('asks again on a fresh connection where all that it kept were given up', async () => {
    await Promise.all([client.version(), client.version(), client.version()]);
    for (const socket of connections) givenUp.add(socket);
    const before = connections.size;
    expect(await client.version()).to.equal('v1.36.4');
    expect(connections.size).to.equal(before + 1);
  });

  it('changes things on connections of their own, and never twice', async () => {
    await client.version();
    const before = connections.size;
    await client.apply({ ...policy, metadata: { name: 'front', namespace: 'shop' } });
    await client.remove(refTo(types.NetworkPolicy, 'front'));
    expect(connections.size).to.equal(before + 2);
    const give = (socket: Socket) => givenUp.add(socket);
    server.on('connection', give);
    const made = client.create({ ...policy, metadata: { name: 'another', namespace: 'shop' } });
    expect(await made.then(() => 'done', reasonOf)).to.match(/expected to create NetworkPolicy another/);
    server.off('connection', give);
    expect(connections.size).to.equal(before + 3);
  });

  it('takes an object that is not there for none', async () => {
    expect(await client.read(refTo(types.NetworkPolicy, 'nobody'))).to.equal(undefined);
    await client.remove(refTo(types.NetworkPolicy, 'nobody'));
  });
});
