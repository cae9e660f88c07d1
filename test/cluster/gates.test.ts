/** Tests that each gate of a real namespace refuses, says how it is opened, and opens so. */
import { expect } from 'chai';
import { clusterClient } from '../../src/worlds/kubernetes/api/client.ts';
import { gates } from '../../src/worlds/kubernetes/gates/gates.ts';
import { inNamespace } from './kit.ts';

describe('the gates of a real namespace', function () {
  this.timeout(60_000);
  const at = inNamespace(false);

  it('refuse it until the very command that they name was said', async () => {
    const { client, name, kubectl } = at();
    const [refusal = ''] = await gates(client, [client.context]);
    const [, command = ''] = /`kubectl (label [^`]+)`/.exec(refusal) ?? [];
    expect(command).to.equal(`label namespace ${name} gameday.dev/drills=allowed`);
    await kubectl(...command.split(' '));
    expect(await gates(client, [client.context])).to.deep.equal([]);
  });

  it('refuse a context that nobody listed', async () => {
    const { client } = at();
    expect(await gates(client, ['another'])).to.match(/^The context .+ is not on the allow-list, which names another\./).and.have.length(1);
  });

  it('refuse a namespace that does not exist', async () => {
    const { client, name } = at();
    expect(await gates(clusterClient({ namespace: `${name}-not` }), [client.context])).to.match(/does not exist/).and.have.length(1);
  });

  it('refuse a target that is not there, that is elsewhere, or that leads elsewhere', async () => {
    const { client, name, apply } = at();
    await apply(
      ['{name: shop}|spec: {selector: {app: shop}, ports: [{port: 80}]}', '{name: away}|spec: {type: ExternalName, externalName: example.com}', '{name: by-hand}|spec: {ports: [{port: 80}]}']
        .map((text) => `apiVersion: v1\nkind: Service\nmetadata: ${text.replace('|', '\n')}\n`)
        .concat('apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: by-hand-1, labels: {kubernetes.io/service-name: by-hand}}\naddressType: IPv4\nports: [{port: 80}]\nendpoints: [{addresses: [203.0.113.7]}]\n')
        .join('---\n'),
    );
    const refused = (...hosts: string[]) => gates(client, [client.context], hosts);
    expect(await refused('shop', `shop.${name}.svc`, `shop.${name}.svc.cluster.local`)).to.deep.equal([]);
    expect(await refused('kubernetes.default.svc', 'example.com')).to.have.length(2);
    expect((await refused(`shpo.${name}.svc`))[0]).to.match(/there is no Service shpo/);
    expect((await refused('away'))[0]).to.match(/ExternalName for example\.com/);
    expect((await refused('by-hand'))[0]).to.match(/somebody's own/);
  });

  it('refuse it for good once its label says production', async () => {
    const { client, name, kubectl } = at();
    await kubectl('label', 'namespace', name, 'environment=production');
    expect(await gates(client, [client.context])).to.match(/environment=production.*Nothing opens that/).and.have.length(1);
  });
});
