/** Tests the outpost by itself: which hosts it connects to, what it says where no runner listens, its limits, and its program. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { connect } from 'node:http2';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { bodyBytesMax } from '../../src/outpost/contract.ts';
import { serviceOf } from '../../src/outpost/hosts.ts';
import { type RunningOutpost, startOutpost } from '../../src/outpost/start.ts';

const program = fileURLToPath(new URL('../../src/entry/outpost.ts', import.meta.url));
const anyPort = { host: '127.0.0.1', port: 0 };

describe('hosts that the outpost connects to', () => {
  it('are Services of its namespace, by any of their names', () => {
    for (const host of ['shop', 'Shop.', 'shop.drill', 'shop.drill.svc', 'shop.drill.svc.cluster.local', 'shop.drill.svc.cluster.local.']) expect(serviceOf(host, 'drill'), host).to.equal('shop');
  });

  it('are nothing else', () => {
    const others = ['shop.other', 'shop.other.svc', 'shop.drill.svc.example.org', 'a.shop.drill.svc', 'example.org', '10.0.0.1', '127.1', '2130706433', 'localhost', 'localhost.drill', '::1', '[::1]', '', '-a', 'a/b', 'a@b'];
    for (const host of others) expect(serviceOf(host, 'drill'), host).to.equal(undefined);
  });
});

describe('the outpost', () => {
  let outpost: RunningOutpost;
  let url: string;
  beforeEach(async () => {
    outpost = await startOutpost({ serve: anyPort, tunnel: anyPort, namespace: 'drill', resolved: () => '127.0.0.1', forgetMs: 100 });
    url = `http://127.0.0.1:${outpost.serve.port}`;
  });
  afterEach(() => outpost.close());
  /** One request on the tunnel's port. */
  const told = async (headers: Record<string, string>, body?: string) => {
    const session = connect(`http://127.0.0.1:${outpost.tunnel.port}`);
    const stream = session.request(headers, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
    const said = await text(stream);
    session.destroy();
    return { status: answer[':status'], why: answer['x-why'], said };
  };

  it('is healthy, tells its time, and knows nothing else', async () => {
    expect(await (await fetch(`${url}/healthz`)).text()).to.equal('ok');
    const { atMs } = JSON.parse((await told({ ':path': '/clock' })).said) as { atMs: number };
    expect(atMs).to.be.within(Date.now() - 5000, Date.now());
    for (const path of ['/', '/gates/r/none', '/gates/%', '/runs/r/gates/x']) expect((await fetch(`${url}${path}`)).status, path).to.equal(404);
  });

  it('says 504 where no runner listens, 413 for a body that is too long', async () => {
    expect((await fetch(`${url}/receive/r1/x`, { method: 'POST', body: 'x' })).status).to.equal(504);
    expect((await fetch(`${url}/receive/r1/x`, { method: 'POST', body: 'x'.repeat(bodyBytesMax + 1) })).status).to.equal(413);
  });

  it('refuses a CONNECT that is none of its business, and says why another one failed', async () => {
    expect(await told({ ':method': 'CONNECT', ':authority': 'shop.other.svc:80' })).to.deep.include({ status: 403 });
    expect(await told({ ':method': 'CONNECT', ':authority': 'shop:99999' })).to.deep.include({ status: 403 });
    expect(await told({ ':method': 'CONNECT', ':authority': 'shop:9' })).to.deep.include({ status: 502, why: 'ECONNREFUSED' });
  });

  it('refuses what makes no sense at a gate', async () => {
    for (const body of ['', '{}', '{"waiters":0}', '{"waiters":"2"}', 'nonsense']) expect((await told({ ':method': 'PUT', ':path': '/runs/r/gates/a' }, body)).status, body).to.equal(400);
    expect((await told({ ':method': 'POST', ':path': '/runs/r/gates/a/open' }, '')).status).to.equal(404);
    expect((await told({ ':method': 'POST', ':path': '/runs/r/inbox/1' }, '{"status":1}')).status).to.equal(400);
  });

  it('forgets a run whose runner has left, and lets nobody wait for it', async () => {
    expect((await told({ ':method': 'PUT', ':path': '/runs/r/gates/a' }, '{"waiters":1}')).status).to.equal(204);
    expect([404, 410]).to.include((await fetch(`${url}/gates/r/a`)).status);
  });

  it('opens neither port where one is taken', async () => {
    const failed = await startOutpost({ serve: anyPort, tunnel: outpost.tunnel, namespace: 'drill' }).catch((error: NodeJS.ErrnoException) => error.code);
    expect(failed).to.equal('EADDRINUSE');
  });

  it('ends as a program when it is told to, also with somebody at the tunnel', async () => {
    const child = spawn(process.execPath, [program, '--serve', '127.0.0.1:0', '--tunnel', '127.0.0.1:0', '--namespace', 'drill'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const { tunnel } = JSON.parse(line.toString()) as { tunnel: { host: string; port: number } };
      const socket = createConnection(tunnel);
      await once(socket, 'connect');
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await exited).to.deep.equal([0, null]);
      socket.destroy();
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('says as a program what it lacks', async () => {
    for (const [args, said] of [[[], /expected --namespace NS/], [['--namespace', 'a', '--serve', 'nowhere'], /expected HOST:PORT, got nowhere/]] as const) {
      const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>]);
      expect(err).to.match(said);
      expect(code).to.equal(1);
    }
  });
});
