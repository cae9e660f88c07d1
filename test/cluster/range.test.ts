/** Tests the practice range in a real cluster: put up until all is ready, used, changed, refused where it must be, and taken out without a trace. */
import type { V1Pod } from '@kubernetes/client-node';
import { expect } from 'chai';
import { request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { $ } from 'zx';
import { webhookSecretVariable } from '../../src/range/contract.ts';
import { rangeSettings, type RangeSettings } from '../../src/range/settings.ts';
import { acquireLease } from '../../src/worlds/kubernetes/lease/lease.ts';
import { manifests } from '../../src/worlds/kubernetes/install/manifests.ts';
import { receiversSecretName, refTo, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { openOutpost } from '../../src/worlds/kubernetes/outpost/outpost.ts';
import { receiversSecret, receiversTold, secretCommand } from '../../src/worlds/kubernetes/outpost/receivers.ts';
import { applyRangeSettings, rangeDown, rangeStatus, rangeUp } from '../../src/worlds/kubernetes/range/control.ts';
import { heldBack, silently } from '../../src/worlds/kubernetes/workloads/rollout.ts';
import { gameday, root, scratch } from '../cli/gameday.ts';
import { inNamespace } from './kit.ts';

const limitMs = 120_000;
const deadline = () => AbortSignal.timeout(limitMs);
const usual = rangeSettings.parse({});
const restart = process.env['GAMEDAY_RESTART'];
const image = process.env['GAMEDAY_IMAGE'];
const wanted = { settings: usual, ...(image !== undefined && { image }) };
const refusal = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'no refusal', (error: unknown) => (error instanceof Error ? error.message : String(error)));

interface Listed {
  readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string; readonly generation?: number } }[];
}

describe('the range in a cluster', function () {
  this.timeout(2 * limitMs);
  const at = inNamespace();

  const podsOf = async (service: string) => (await at().client.list<V1Pod>(types.Pod, `app.kubernetes.io/name=${service}`)).filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const uidsOf = async (service: string) => (await podsOf(service)).map(({ metadata }) => metadata?.uid);

  /** By a port-forward to the pod of a service, as nothing else of the cluster is reached from outside. */
  async function get(service: string, port: number, where: string): Promise<{ status: number; servedBy: unknown; body: string }> {
    const [pod] = await podsOf(service);
    const socket = await at().client.forward(pod?.metadata?.name ?? '', port);
    try {
      return await new Promise((resolve, reject) => {
        const asked = request({ path: where, host: service, createConnection: () => socket, headers: { connection: 'close' }, signal: AbortSignal.timeout(10_000) }, (answer) => {
          let body = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk)).on('end', () => resolve({ status: answer.statusCode ?? 0, servedBy: answer.headers['x-served-by'], body }));
        });
        asked.on('error', reject).end();
      });
    } finally {
      socket.destroy();
    }
  }

  /** As a drill gives a range its settings, with a way in of its own. */
  async function given(settings: RangeSettings): Promise<void> {
    const { client } = at();
    const outpost = await openOutpost({ client, run: 'settings' }, deadline());
    try {
      await applyRangeSettings({ client, outpost, settings }, deadline());
    } finally {
      await outpost.close();
    }
  }

  const everything = async () => (await at().kubectl('get', 'all,configmap,serviceaccount,role,rolebinding,lease,endpointslice,pvc,secret', '-o', 'name')).split('\n').filter((name) => name !== '' && !['configmap/kube-root-ca.crt', 'serviceaccount/default'].includes(name));

  it('says that it is down, and that it can’t be given settings then', async () => {
    expect(await rangeStatus(at().client)).to.deep.equal({ is: 'down', deployments: [] });
    const { client } = at();
    const nowhere = { at: () => Promise.reject(new Error('there is no outpost yet')) };
    expect(await refusal(applyRangeSettings({ client, outpost: nowhere, settings: usual }, deadline()))).to.match(/gameday range up --world kubernetes/);
  });

  it('isn’t put up over somebody else’s object, and nothing is changed', async () => {
    const { client } = at();
    await client.create({ ...types.ConfigMap, metadata: { name: 'toxiproxy' } });
    expect(await refusal(rangeUp(client, wanted, deadline()))).to.match(/somebody else's ConfigMap toxiproxy/);
    await client.remove(refTo(types.ConfigMap, 'toxiproxy'));
    expect((await everything()).filter((name) => !name.startsWith('lease'))).to.deep.equal([]);
  });

  it('says at once that an image can’t be had, or that a quota is used up', async () => {
    const { client, kubectl } = at();
    // No reference at all: the kubelet needn't ask a registry, whose silence would keep all pulls of the node for minutes.
    expect(await refusal(rangeUp(client, { ...wanted, image: 'Gameday:Nowhere' }, deadline()))).to.match(/InvalidImageName of image Gameday:Nowhere.*--image/s);
    expect(await rangeDown(client, deadline())).to.deep.equal([]);
    await kubectl('create', 'quota', 'small', '--hard=pods=3');
    expect(await refusal(rangeUp(client, wanted, deadline()))).to.match(/exceeded quota: small/);
    await kubectl('delete', 'quota', 'small');
  });

  it('comes up from whatever a failed start left, pods that were held back among it, and is ready when all is ready', async () => {
    expect(await refusal(rangeUp(at().client, { ...wanted, image: 'Gameday:Nowhere' }, deadline()))).to.match(/InvalidImageName/);
    expect(await heldBack(at().client)).to.have.length.greaterThan(0);
    const status = await rangeUp(at().client, wanted, deadline());
    expect(status.is).to.equal('up');
    expect((await heldBack(at().client)).map(({ name }) => name)).to.deep.equal([]);
    expect((await podsOf('edge')).flatMap(({ status }) => status?.containerStatuses ?? []).every(({ ready }) => ready)).to.equal(true);
    expect(status.places?.entries['front']).to.equal(`http://router.${at().name}.svc:8080`);
  });

  it('serves users, past Toxiproxy to the origins and to the ledger', async () => {
    const page = await get('router', 8080, '/communities/welcome');
    expect([page.status, page.servedBy]).to.deep.equal([200, 'communities']);
    expect((await get('router', 8080, '/social/welcome')).servedBy).to.equal('social');
    const proxies = JSON.parse((await get('toxiproxy', 8474, '/proxies')).body) as Record<string, { enabled: boolean; toxics: unknown[] }>;
    expect(Object.keys(proxies)).to.have.members(['communities', 'social', 'portal', 'deploy', 'ledger', 'mail', 'partner-a', 'partner-b']);
    expect(Object.values(proxies).every(({ enabled, toxics }) => enabled && toxics.length === 0)).to.equal(true);
    // Which the watchman finds by a dialogue through Toxiproxy with the relay.
    expect((await get('watchman', 8090, '/alerts')).body).to.include('Watchdog').and.not.include('MailDeliveryFailing');
  });

  it('is the same that kubectl would apply', async () => {
    const said = await at().kubectl('apply', '-k', path.join(root, 'k8s/range'), '--server-side', '--field-manager=gameday', '--force-conflicts', '--dry-run=server', '-o', 'json');
    const { items } = JSON.parse(said) as Listed;
    expect(items).to.have.length((await manifests('range')).length).and.above(30);
    // With another image than the manifests', Deployments would differ in that.
    if (image !== undefined && image !== 'gameday:dev') return;
    // A generation grows with each change of what is wanted.
    const there = JSON.parse(await at().kubectl('get', 'deployments', '-o', 'json')) as Listed;
    for (const { metadata } of there.items) expect(items.find((each) => each.kind === 'Deployment' && each.metadata.name === metadata.name)?.metadata.generation, metadata.name).to.equal(metadata.generation);
  });

  it('keeps the secret of its receivers when it is put up again, and gives another one to a watchman that was there before it', async () => {
    const { client, name } = at();
    const webhookOf = async () => (await at().kubectl('exec', 'deploy/watchman', '--', 'printenv', webhookSecretVariable)).trim();
    const secret = await receiversSecret(client);
    const before = await uidsOf('watchman');
    expect(secret).to.match(/^[\w-]{22}$/);
    expect(await webhookOf()).to.equal(secret);
    await rangeUp(client, wanted, deadline());
    expect([await receiversSecret(client), await uidsOf('watchman')]).to.deep.equal([secret, before]);
    await at().kubectl('delete', 'secret', receiversSecretName);
    await rangeUp(client, wanted, deadline());
    const another = await receiversSecret(client);
    expect(another).to.match(/^[\w-]{22}$/).and.not.equal(secret);
    expect(await webhookOf(), name).to.equal(another);
    expect(await uidsOf('watchman')).to.have.length(1).and.not.deep.equal(before);
  });

  it('with other settings starts afresh only what they concern, and is ready again', async () => {
    const [edge, router] = await Promise.all([uidsOf('edge'), uidsOf('router')]);
    const cloaked = rangeSettings.parse({ edge: { cloaked: true } });
    await given(cloaked);
    const after = await uidsOf('edge');
    expect(after).to.have.length(1).and.not.deep.equal(edge);
    expect(await uidsOf('router')).to.deep.equal(router);
    expect((await get('edge', 8080, '/communities/welcome')).status).to.equal(403);
    expect((await get('router', 8080, '/communities/welcome')).status).to.equal(200);
    // The same settings again change nothing.
    await given(cloaked);
    expect(await uidsOf('edge')).to.deep.equal(after);
  });

  it('gets a fresh Toxiproxy where the one that it has is silent', async () => {
    const before = await uidsOf('toxiproxy');
    // As silent as one that waits for the answer of a pod that has gone.
    const [pod] = await podsOf('toxiproxy');
    const api = await at().client.forward(pod?.metadata?.name ?? '', 8474);
    const toxic = JSON.stringify({ name: 'silence', type: 'timeout', attributes: { timeout: 0 } });
    api.write(`POST /proxies/social/toxics HTTP/1.1\r\nhost: toxiproxy\r\nconnection: close\r\ncontent-length: ${toxic.length}\r\n\r\n${toxic}`);
    expect(await text(api)).to.match(/^HTTP\/1.1 200 /);
    await given(rangeSettings.parse({ edge: { cloaked: true } }));
    expect(await uidsOf('toxiproxy')).to.have.length(1).and.not.deep.equal(before);
    expect((await get('router', 8080, '/social/welcome')).servedBy).to.equal('social');
  });

  it('is neither put up nor taken down under a drill', async () => {
    const { client } = at();
    const lease = await acquireLease({ client, run: 'a-drill', who: 'somebody else' });
    try {
      for (const tried of [rangeUp(client, wanted, deadline()), rangeDown(client, deadline())]) expect(await refusal(tried)).to.match(/run a-drill \(somebody else\), which has the Lease since/);
    } finally {
      await lease.release();
    }
    expect((await rangeStatus(client)).is).to.equal('up');
  });

  it('is not called up while its pods are ready and the nodes don’t lead to them yet', async function () {
    if (restart === undefined) {
      process.stdout.write('    skipped: no GAMEDAY_RESTART, a command that restarts a component of the cluster, as in `restart kube-proxy 5`\n');
      this.skip();
    }
    await rangeDown(at().client, deadline());
    const away = $`${restart} kube-proxy 20`;
    expect((await rangeUp(at().client, wanted, deadline())).is).to.equal('up');
    for (const product of ['communities', 'social']) expect(await get('router', 8080, `/${product}/welcome`)).to.include({ status: 200, servedBy: product });
    await away;
  });

  it('leaves nothing', async () => {
    expect(await rangeDown(at().client, deadline(), silently)).to.deep.equal([]);
    expect(await everything()).to.deep.equal([]);
    expect(await rangeDown(at().client, deadline())).to.deep.equal([]);
  });
});

describe('range and install, as verbs', function () {
  this.timeout(limitMs);
  const at = inNamespace(false);
  const place = scratch();
  after(place.clean);
  const run = (...args: readonly string[]) => gameday([...args, '--namespace', at().name], { cwd: place.folder, env: { XDG_CONFIG_HOME: place.folder } });

  it('refuse a closed gate in words that open it', async () => {
    const up = await run('range', 'up', '--world', 'kubernetes');
    expect([up.code, up.out]).to.deep.equal([64, '']);
    expect(up.err).to.match(/gameday\.config\.yaml/).and.include(`kubectl label namespace ${at().name} gameday.dev/drills=allowed`);
    const install = await run('install');
    expect(install.code).to.equal(64);
    expect(install.err).to.include(`kubectl label namespace ${at().name} gameday.dev/drills=allowed`);
  });

  it('install the agent, tell of it, and take it out', async () => {
    await at().kubectl('label', 'namespace', at().name, 'gameday.dev/drills=allowed');
    const install = await run('install', '--json');
    expect(JSON.parse(install.out)).to.deep.include({ namespace: at().name, ready: true });
    const secret = (await receiversSecret(at().client)) ?? 'none';
    const again = await run('install');
    expect(again.out).to.include(`gameday receivers --env --at "${receiversTold(at().name)}"`).and.not.include(secret);
    expect((await $`bash -c ${secretCommand(at().name)}`).stdout, 'as people are told to read it').to.equal(secret);
    expect((await run('range', 'status', '--world', 'kubernetes')).out).to.match(/is down\./);
    const down = await run('range', 'down', '--world', 'kubernetes');
    expect([down.code, down.out]).to.deep.equal([0, `The practice range is gone from namespace ${at().name}.\n`]);
    expect(await receiversSecret(at().client)).to.equal(undefined);
  });
});
