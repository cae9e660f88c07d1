/** Holds a range in this process as an outpost would lead to it: all its services behind two ports, each answering as its users and probes are answered. */
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import type { Address } from '../../../src/range/contract.ts';
import { podPorts } from '../../../src/range/plan.ts';
import type { Outpost } from '../../../src/worlds/kubernetes/outpost/outpost.ts';

/** What is at a path of a service, `http://edge.drill.svc:8080/social`; undefined for what a range that is well answers. */
export type Unwell = (host: string, path: string) => { readonly status: number; readonly body: string } | undefined;

export interface ServedRange {
  readonly outpost: Pick<Outpost, 'at'>;
  close(): void;
}

const alerts = JSON.stringify([{ labels: { alertname: 'Watchdog' } }]);

export async function servedRange(unwell: Unwell = () => undefined): Promise<ServedRange> {
  const http = createHttp((request, response) => {
    const path = request.url ?? '/';
    const [, product = ''] = path.split(/[/?]/);
    const { status, body } = unwell(request.headers.host ?? '', path) ?? { status: 200, body: product === 'alerts' ? alerts : 'ok' };
    response.writeHead(status, { 'content-length': body.length, ...(status < 400 && { 'x-served-by': product }) }).end(body);
  });
  const smtp = createServer((socket) => {
    socket.write('220 relay\r\n');
    socket.on('error', () => {}).once('data', () => socket.end('221 bye\r\n'));
  });
  await Promise.all([http, smtp].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const of = (server: { address(): unknown }): Address => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const mailProxy = podPorts.firstProxy + 5;
  return {
    outpost: { at: async (_host, port) => of(port === podPorts.smtp || port === mailProxy ? smtp : http) },
    close() {
      http.close();
      http.closeAllConnections();
      smtp.close();
    },
  };
}
