/** Holds a way to receivers for SDKs that speak nothing but HTTPS: TLS in front, as a reverse proxy would have it, under a certificate that is made for the test. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BehindTls {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Trusts the certificate. */
  readonly agent: Agent;
  close(): void;
}

/** Undefined where there is no openssl to make a certificate. */
export async function behindTls(url: string): Promise<BehindTls | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-tls-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certFile]);
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];
  rmSync(folder, { recursive: true, force: true });
  const { origin } = new URL(url);
  const server = createServer({ key, cert }, (asked, response) => {
    const passed = request(`${origin}${asked.url ?? ''}`, { method: asked.method, headers: asked.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ ca: cert });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    agent,
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
