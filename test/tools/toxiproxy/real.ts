/** Holds a real Toxiproxy in front of two small upstreams, for tests of the adapter. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../src/range/free-ports.ts';
import { machineProcesses, startChild } from '../../../src/tools/processes.ts';
import { createProxies, type PlannedProxy, toxiproxyProxies } from '../../../src/tools/toxiproxy/proxies.ts';
import { toxiproxyApi } from '../../../src/tools/toxiproxy/api.ts';
import { toxiproxyServer, type ToxiproxyServer } from '../../../src/tools/toxiproxy/server.ts';
import { findPrograms } from '../../../src/worlds/local/programs.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';
import type { Child } from '../../../src/record/events.ts';
import type { ProxiesUnderTest } from '../../contracts/proxies.ts';

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`)));

/** `/healthz` answers 8 KB; `/endless` as much as the client takes. */
function origin(): Server {
  return createHttp((request, response) => {
    if (request.url !== '/endless') {
      response.end('x'.repeat(8192));
      return;
    }
    const more = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
}
const relay = (): Server =>
  createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('220 relay ready\r\n');
    socket.on('data', () => socket.end('221 bye\r\n'));
  });

export interface RealToxiproxy extends ProxiesUnderTest {
  readonly url: string;
  readonly plan: readonly PlannedProxy[];
  readonly server: ToxiproxyServer;
}

/** `behind` replaces the HTTP upstream by an address of the test's own. */
export async function realToxiproxy(behind?: string): Promise<RealToxiproxy> {
  const { toxiproxy: program } = await findPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'gameday-toxiproxy-'));
  const upstreams = [origin(), relay()];
  const [web = '', mail = ''] = await Promise.all(upstreams.map(listening));
  const [api = 0, first = 0, second = 0] = await freePorts(3);
  const plan: readonly PlannedProxy[] = [
    { name: 'web', protocol: 'http', listen: `127.0.0.1:${first}`, upstream: behind ?? web },
    { name: 'mail', protocol: 'smtp', listen: `127.0.0.1:${second}`, upstream: mail },
  ];
  const processes = machineProcesses(systemClock);
  const born: Child[] = [];
  const server = toxiproxyServer({
    program,
    api: { host: '127.0.0.1', port: api },
    pidFile: join(folder, 'toxiproxy.json'),
    processes,
    spawn: async (name, [file = '', ...args]) => (await startChild({ name, file, args, clock: systemClock, born: (child) => void born.push(child), died: () => undefined })).child,
  });
  const close = async () => {
    await Promise.all(born.map((child) => processes.stop(child, 0)));
    for (const upstream of upstreams) upstream.close();
    await rm(folder, { recursive: true });
  };
  const url = `http://127.0.0.1:${api}`;
  try {
    await server.start(AbortSignal.timeout(5000));
    await createProxies(toxiproxyApi(url, AbortSignal.timeout(5000)), plan);
  } catch (problem) {
    await close();
    throw problem;
  }
  return {
    proxies: toxiproxyProxies({ run: 'run-1', url, plan, restartServer: server.restart }),
    http: 'web',
    smtp: 'mail',
    url,
    plan,
    server,
    close,
  };
}
