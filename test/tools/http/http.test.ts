/** Holds the tests of the plain HTTP client against real sockets. */
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as createNet } from 'node:net';
import { expect } from 'chai';
import { freshHttp } from '../../../src/tools/http.ts';
import { fenced } from '../../../src/worlds/local/loopback.ts';
import { httpContract } from '../../contracts/http.ts';

interface Echo {
  readonly url: string;
  readonly sockets: Set<unknown>;
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) text += part;
  return text;
}

async function echo(): Promise<Echo> {
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    sockets.add(request.socket);
    if (request.url === '/never') return;
    void textOf(request).then((text) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(`${request.method} ${request.url} ${String(request.headers['x-one'])} ${text}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

httpContract('the plain client', async () => {
  const server = await echo();
  return { http: freshHttp, good: server.url, nobody: 'http://127.0.0.1:9', close: () => server.close() };
});

describe('the plain HTTP client', () => {
  let server: Echo;
  beforeEach(async () => {
    server = await echo();
  });
  afterEach(() => server.close());
  const soon = () => AbortSignal.timeout(5000);

  it('sends method, headers and body, and joins repeated headers', async () => {
    const answer = await freshHttp.fetch({ url: `${server.url}/a?b=1`, method: 'PUT', headers: { 'x-one': 'one' }, body: 'Grüße' }, soon());
    expect(answer.body).to.equal('PUT /a?b=1 one Grüße');
    expect(answer.headers['set-cookie']).to.equal('a=1, b=2');
  });

  it('makes a connection for each request', async () => {
    for (let i = 0; i < 3; i++) await freshHttp.fetch({ url: server.url }, soon());
    expect(server.sockets.size).to.equal(3);
  });

  it('says that time was up', async () => {
    const answer = await freshHttp.fetch({ url: `${server.url}/never` }, AbortSignal.timeout(50));
    expect(answer).to.include({ status: 0, body: '' });
    expect(answer.error).to.include('timeout');
  });

  it('says how a connection failed', async () => {
    const cutter = createNet((socket) => socket.once('data', () => socket.resetAndDestroy()).on('error', () => undefined));
    await new Promise<void>((resolve) => cutter.listen(0, '127.0.0.1', resolve));
    const answer = await freshHttp.fetch({ url: `http://127.0.0.1:${(cutter.address() as AddressInfo).port}` }, soon());
    cutter.close();
    expect(answer.error).to.include('ECONNRESET');
    expect((await freshHttp.fetch({ url: 'http://127.0.0.1:9' }, soon())).error).to.include('ECONNREFUSED');
    expect((await freshHttp.fetch({ url: 'no address' }, soon())).error).to.match(/./);
  });

  it('stays on this machine behind the fence of the local world', async () => {
    const http = fenced(freshHttp);
    expect((await http.fetch({ url: server.url }, soon())).status).to.equal(200);
    for (const url of ['http://192.0.2.1/', 'http://example.org/', 'http://127.0.0.1.example.org/', 'http://[2001:db8::1]/', 'nonsense']) {
      const answer = await http.fetch({ url }, soon());
      expect(answer.status, url).to.equal(0);
      expect(answer.error, url).to.include('loopback');
    }
  });
});
