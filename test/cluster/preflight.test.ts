/** Tests what a real cluster is asked before a drill: whether it has k6-operator, room in its quotas and pods to spare, and an agent of the runner's version. */
import { expect } from 'chai';
import { version } from '../../src/outpost/version.ts';
import type { Wish } from '../../src/ports/capabilities.ts';
import { types } from '../../src/worlds/kubernetes/api/objects.ts';
import { preflight } from '../../src/worlds/kubernetes/preflight/preflight.ts';
import { eventually, inNamespace } from './kit.ts';
import { outpostAlone } from './staging.ts';
import { webApp } from './web-app.ts';

/** An outpost that says of itself what it is told to, and nothing else. */
const another = (said: string) => `require('node:http2').createServer().on('stream', (stream) => { stream.respond({ ':status': 200 }); stream.end('${said}'); }).listen(8701, '127.0.0.1'); require('node:http').createServer((_, answer) => answer.end('ok')).listen(8700)`;

describe('the preflight of a real cluster', function () {
  this.timeout(180_000);
  const at = inNamespace();

  const asked = async (more: Partial<Wish> = {}, cluster: object = {}) => {
    const { client, name } = at();
    const settings = { cluster: { contexts: [client.context], entries: { front: { url: `http://web.${name}.svc` } }, ...cluster } };
    return (await preflight({ namespace: name }, { settings, durationMs: 60_000, rpsMax: 20, loadsMax: 2, endsPods: [], teamScripts: [], injects: [], people: [], claims: [], changesState: [], ...more })).refusals;
  };
  const agent = async (yaml: string) => {
    await at().apply(yaml);
    await at().kubectl('rollout', 'status', 'deployment/gameday-agent', '--timeout=90s');
  };

  before(async () => {
    await at().apply(webApp);
    await agent(outpostAlone(at().name));
  });

  it('finds nothing to say where all is there', async () => {
    expect(await asked()).to.deep.equal([]);
  });

  it('knows which kinds the cluster serves', async () => {
    const { client } = at();
    expect(await client.knows(types.Pod)).to.equal(true);
    expect(await client.knows({ apiVersion: 'nobody.example.org/v1', kind: 'TestRun' })).to.equal(false);
  });

  it('counts the pods that faults would end by what is there now', async () => {
    const deployment = { workload: 'deployment/web' };
    expect(await asked({ endsPods: [deployment] })).to.deep.equal([]);
    expect(await asked({ endsPods: [deployment, deployment] })).to.have.length(1).and.match(/Faults may end 6 pods, and the cap is 5 pods/);
  });

  it('tells of a quota that has no room for the generators', async () => {
    await at().kubectl('create', 'quota', 'small', '--hard=pods=7');
    await eventually('the quota to be counted', 20_000, async () => (await at().kubectl('get', 'quota', 'small', '-o', 'jsonpath={.status.used.pods}')) !== '');
    expect(await asked({ loadsMax: 3 })).to.have.length(1).and.match(/need 3 of pods at one moment, and the quota small .* of 7 used/);
    await at().kubectl('delete', 'quota', 'small');
  });

  it('tells an agent of another version, and one that is older than the question', async () => {
    for (const [said, is] of [['{"version":"0.0.9"}', 'is of version 0.0.9'], ['', "doesn't tell its version"]] as const) {
      const [first = '', rest = ''] = outpostAlone(at().name).split(/command: \[.*\]/);
      await agent(`${first}command: [node, -e, ${JSON.stringify(another(said))}]${rest}`);
      const refusals = await eventually('the other agent', 30_000, async () => {
        const now = await asked();
        return now.some((refusal) => refusal.includes(is)) && now;
      });
      expect(refusals).to.have.length(1);
      expect(refusals[0], said).to.contain(`this gameday is ${version}`).and.to.contain('gameday install');
    }
  });
});
