/** Tests `gameday init` where there is no cluster to look at: it says so in plain words, and leaves every file as it is. */
import { expect } from 'chai';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { gameday, scratch } from './gameday.ts';

/** An address of this machine at which nobody listens any more. */
async function abandoned(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `https://127.0.0.1:${port}`;
}
const config = (server: string) => `apiVersion: v1
kind: Config
current-context: staging
contexts: [{ name: staging, context: { cluster: one, user: me, namespace: shop } }]
clusters: [{ name: one, cluster: { server: ${server} } }]
users: [{ name: me, user: { token: none } }]
`;

describe('init without a cluster', function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  after(clean);
  const kubeconfig = path.join(folder, 'kubeconfig');
  const init = (...args: readonly string[]) => gameday(['init', ...args], { cwd: folder, env: { KUBECONFIG: kubeconfig, HOME: folder } });
  let nobody = '';
  before(async () => {
    nobody = await abandoned();
    writeFileSync(kubeconfig, config(nobody));
  });

  it('says that none answers, and what to look at', async () => {
    const { code, err } = await init();
    expect(code).to.equal(64);
    expect(err).to.include(nobody).and.to.match(/No cluster answers there/);
    expect(existsSync(path.join(folder, 'shop-first-drill.yaml'))).to.equal(false);
  });

  it('says which contexts there are', async () => {
    const { code, err } = await init('--context', 'production');
    expect(code).to.equal(64);
    expect(err).to.match(/one of the contexts staging, got production/);
  });

  it('refuses a file that is there before it asks anybody', async () => {
    writeFileSync(path.join(folder, 'shop-first-drill.yaml'), 'mine');
    const { code, err } = await init();
    expect(code).to.equal(64);
    expect(err).to.match(/a file that is not there yet/).and.to.not.include(nobody);
    expect(readFileSync(path.join(folder, 'shop-first-drill.yaml'), 'utf8')).to.equal('mine');
  });

  it('says what is wrong with a kubeconfig that is none', async () => {
    writeFileSync(kubeconfig, '{ "half": ');
    const { code, err } = await init('--out', 'other.yaml');
    writeFileSync(kubeconfig, config(nobody));
    expect(code).to.equal(64);
    expect(err).to.match(/a kubeconfig/);
  });
});
