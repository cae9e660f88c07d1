/** Tests the Secret in front of a namespace's receivers: made once and kept, taken to the watchman that is older, read by runs, and refused where it is none. */
import { expect } from 'chai';
import { applyAll } from '../../../src/worlds/kubernetes/install/install.ts';
import { type ClusterObject, labels, receiversSecretName, refTo, types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { ensureReceiversSecret, receiversSecret, receiversTold } from '../../../src/worlds/kubernetes/outpost/receivers.ts';
import { fakeClient } from './fake-client.ts';

const ref = refTo(types.Secret, receiversSecretName);
const holding = (secret: string, key = 'secret'): ClusterObject & { readonly data: object } => ({ ...types.Secret, metadata: { name: ref.name }, data: { [key]: Buffer.from(secret).toString('base64') } });
const refusal = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'no refusal', (error: unknown) => (error instanceof Error ? error.message : String(error)));
const applied = (client: ReturnType<typeof fakeClient>) => applyAll(client, [], AbortSignal.timeout(5000), () => {});

describe("the Secret of a namespace's receivers", () => {
  it('is made where there is none, another one each time, and bears the label of what is taken out', async () => {
    const client = fakeClient();
    expect(await receiversSecret(client)).to.equal(undefined);
    await ensureReceiversSecret(client);
    const secret = await receiversSecret(client);
    expect(secret).to.match(/^[\w-]{22}$/);
    expect(client.now(ref)?.metadata?.labels).to.include({ [labels.part]: 'agent', 'app.kubernetes.io/part-of': 'gameday' });
    const other = fakeClient();
    await ensureReceiversSecret(other);
    expect(await receiversSecret(other)).not.to.equal(secret);
  });

  it('stays as it is where there is one, whoever made it', async () => {
    const client = fakeClient([holding('made-by-somebody-else')]);
    await applied(client);
    expect(client.changes()).to.deep.equal([]);
    expect(await receiversSecret(client)).to.equal('made-by-somebody-else');
  });

  it('is refused where it is too short, has a line break, or isn’t there under its key; and isn’t repeated', async () => {
    for (const [object, got] of [[holding('short'), '5 characters'], [holding('a-secret-with-a-line-break\n'), '27 characters'], [holding('a-secret-elsewhere', 'token'), 'nothing']] as const) {
      const client = fakeClient([object]);
      for (const tried of [receiversSecret(client), ensureReceiversSecret(client)]) {
        const said = await refusal(tried);
        expect(said).to.include(`got ${got}`).and.match(/Secret gameday-receivers in namespace drill/);
        expect(said).to.not.include('line-break');
      }
      expect(client.changes()).to.deep.equal([]);
    }
  });

  it('isn’t made by somebody who may not', async () => {
    const client = fakeClient([], { denies: ({ verb, resource }) => verb === 'create' && resource === 'secrets' });
    expect(await refusal(applied(client))).to.match(/no permission to create secrets/);
    expect(client.changes()).to.deep.equal([]);
  });

  it('makes a watchman start afresh that started without it, and no other', async () => {
    const watchman = (name: string) => ({ ...types.Pod, metadata: { name, labels: { [labels.part]: 'range', 'app.kubernetes.io/name': 'watchman' } } });
    const client = fakeClient([watchman('before')]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await applied(client);
    expect(client.changes()).to.deep.equal([`create Secret ${ref.name}`, 'remove Pod before']);
    await new Promise((resolve) => setTimeout(resolve, 5));
    client.put(watchman('after'));
    await applied(client);
    expect(client.changes()).to.have.length(2);
  });

  it('is told by the command that reads it', () => {
    expect(receiversTold('shop')).to.equal('http://gameday-agent.shop.svc:8700/receive/current/$(kubectl get secret gameday-receivers --namespace shop -o jsonpath={.data.secret} | base64 -d)');
  });
});
