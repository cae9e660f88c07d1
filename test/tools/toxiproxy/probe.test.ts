/** Tests probes of what speaks TLS, and of what nothing is known but its port: how each is found well, refused, reset, cut and silent. */
import { expect } from 'chai';
import { $ } from 'zx/core';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe, type Protocol } from '../../../src/tools/toxiproxy/probe.ts';

describe('a probe', () => {
  const open: Server[] = [];
  const sockets = new Set<Socket>();
  const listening = async (server: Server): Promise<number> => {
    open.push(server);
    server.on('connection', (socket: Socket) => void sockets.add(socket));
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  };
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of open.splice(0)) server.close();
    sockets.clear();
  });
  const outcome = async (protocol: Protocol, port: number, more: { health?: string; name?: string } = {}) => (await probe({ protocol, host: '127.0.0.1', port, ...more }, AbortSignal.timeout(5000))).outcome;

  it('asks for the given health under the name that users call', async () => {
    const asked: string[] = [];
    const port = await listening(createHttp((request, response) => response.writeHead(request.url === '/ready' ? 200 : 500).end(asked.push(`${request.url} ${request.headers.host}`) > 0 ? 'x' : '')));
    expect(await outcome('http', port, { health: '/ready', name: 'payments' })).to.equal('ok');
    expect(await outcome('http', port)).to.equal('error');
    expect(asked).to.deep.equal(['/ready payments', `/healthz?bytes=4096 127.0.0.1:${port}`]);
  });

  it('takes a first byte or an orderly end of a bare port for an answer, and neither a reset nor silence', async () => {
    expect(await outcome('tcp', await listening(createServer((socket) => socket.resume().write('hello')))), 'one that greets').to.equal('ok');
    expect(await outcome('tcp', await listening(createServer((socket) => socket.resume()))), 'one that waits').to.equal('ok');
    expect(await outcome('tcp', await listening(createServer((socket) => socket.resetAndDestroy()))), 'one that resets').to.equal('reset');
    expect(await outcome('tcp', await listening(createServer({ allowHalfOpen: true }, (socket) => socket.resume()))), 'one that is silent').to.equal('timeout');
    const gone = createServer();
    const port = await listening(gone);
    await new Promise((resolve) => gone.close(resolve));
    expect(await outcome('tcp', port)).to.equal('refused');
  });

  it('shakes hands with whatever certificate there is, under the name that users call', async function (): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'gameday-tls-'));
    try {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const made = await $({ nothrow: true, quiet: true })`openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=nobody -days 2 -keyout ${key} -out ${cert}`;
      if (made.exitCode !== 0) {
        process.stdout.write('    skipped: no openssl to make a certificate\n');
        this.skip();
      }
      const names: unknown[] = [];
      const server = createTls({ key: await readFile(key), cert: await readFile(cert) }, (socket) => void names.push(socket.servername));
      const port = await listening(server);
      expect(await outcome('tls', port, { name: 'payments.shop:8443' })).to.equal('ok');
      expect(names).to.deep.equal(['payments.shop']);
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(await outcome('tls', await listening(createServer((socket) => socket.resume()))), 'one that never answers').to.equal('timeout');
    expect(await outcome('tls', await listening(createServer((socket) => socket.end('no TLS here')))), 'one that speaks something else').to.equal('error');
  });
});
