/** Tests the Role against a real API server: what it lists is allowed and needed, and nothing else is, inside its namespace or outside. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import type { ClusterClient, Permission } from '../../src/worlds/kubernetes/api/client.ts';
import { gates } from '../../src/worlds/kubernetes/gates/gates.ts';
import { acquireLease } from '../../src/worlds/kubernetes/lease/lease.ts';
import { refTo, type Type, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { grants, lackingPermissions, permissions } from '../../src/worlds/kubernetes/preflight/permissions.ts';
import { sweep } from '../../src/worlds/kubernetes/swaps/sweep.ts';
import { eventually, inNamespace, type TestNamespace } from './kit.ts';
import { otherClient } from './other-client.ts';

const role = readFileSync(path.resolve(import.meta.dirname, '../../k8s/agent/role.yaml'), 'utf8');
const versions: Readonly<Record<string, string>> = Object.fromEntries(Object.values<Type>(types).map(({ apiVersion }) => (apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion])));
const named = ({ verb, group, resource, name = '' }: Permission) => `${verb} ${group}/${resource} ${name}`.trim();

/** The request that a permission is for: on names that nobody has and as a rehearsal, so that it changes nothing where it is allowed. */
function requestFor({ verb, group, resource, name = 'nobody-has-this-name' }: Permission, namespace: string): { method: string; path: string } {
  const [plural = '', sub] = resource.split('/');
  const base = `${group === '' ? '/api' : `/apis/${group}`}/${versions[group] ?? ''}${plural === 'namespaces' ? '' : `/namespaces/${namespace}`}/${plural}`;
  const one = `${base}/${plural === 'namespaces' ? namespace : name}${sub === undefined ? '' : `/${sub}`}`;
  if (verb === 'list') return { method: 'GET', path: base };
  if (verb === 'watch') return { method: 'GET', path: `${base}?watch=1&timeoutSeconds=1` };
  if (verb === 'create') return { method: 'POST', path: sub === undefined ? `${base}?dryRun=All` : one };
  return { method: { get: 'GET', patch: 'PATCH', delete: 'DELETE' }[verb] ?? verb, path: verb === 'get' ? one : `${one}?dryRun=All` };
}

describe('the Role of a drill', function () {
  this.timeout(180_000);
  const at = inNamespace();
  let token: string;
  let drill: ClusterClient;

  /** Has nothing but the ServiceAccount's token, for any namespace. */
  const asDrill = (namespace: string): Promise<ClusterClient> => otherClient(namespace, { token });
  const status = async (asked: { method: string; path: string }): Promise<number> => {
    const options = { method: asked.method, headers: {} };
    await drill.config.applyToHTTPSOptions(options);
    return new Promise((resolve, reject) => {
      request(new URL(asked.path, drill.server), options, (response) => (resolve(response.statusCode ?? 0), response.destroy())).on('error', reject).setTimeout(10_000).end();
    });
  };
  const rulesIn = async (client: ClusterClient): Promise<readonly string[]> => {
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', metadata: { name: '' }, spec: { namespace: client.namespace } };
    const { status } = await client.create<typeof review & { status?: { incomplete: boolean; resourceRules: { verbs: string[]; apiGroups?: string[]; resources?: string[]; resourceNames?: string[] }[] } }>(review);
    expect(status?.incomplete).to.equal(false);
    return (status?.resourceRules ?? []).flatMap(({ verbs, apiGroups = [], resources = [], resourceNames = [''] }) => apiGroups.flatMap((group) => resources.flatMap((resource) => resourceNames.flatMap((name) => verbs.map((verb) => named({ verb, group, resource, name }))))));
  };

  before(async function () {
    const { name, apply, kubectl } = at();
    await apply(role);
    await kubectl('create', 'serviceaccount', 'drill');
    await kubectl('create', 'rolebinding', 'drill', '--role=gameday-agent', `--serviceaccount=${name}:drill`);
    token = (await kubectl('create', 'token', 'drill')).trim();
    drill = await asDrill(name);
    await eventually('the Role to count', 10_000, async () => (await lackingPermissions(drill)).length === 0);
  });
  it('allows what is listed, and nothing beside it', async () => {
    const everybody = await rulesIn(await asDrill('default'));
    // What Kubernetes lets everybody ask about themselves.
    expect(everybody.filter((rule) => !/^create (?:authorization|authentication)\.k8s\.io\/selfsubject/.test(rule))).to.deep.equal([]);
    const here = await rulesIn(drill);
    expect(here.filter((rule) => !everybody.includes(rule))).to.have.members(permissions.map(named));
    expect(here.filter((rule) => rule.includes('*'))).to.deep.equal([]);
  });

  it('denies each of its own requests in every other namespace', async () => {
    for (const namespace of ['default', 'kube-system']) {
      for (const permission of permissions) expect(await status(requestFor(permission, namespace)), `${named(permission)} in ${namespace}`).to.equal(403);
    }
  });

  it('denies what belongs to the cluster, and what is dangerous in its own namespace', async () => {
    const { name } = at();
    const denied = [
      'GET /api/v1/namespaces', 'GET /api/v1/nodes', 'GET /api/v1/pods', 'GET /apis/apps/v1/deployments', 'GET /apis/rbac.authorization.k8s.io/v1/clusterroles', 'GET /api/v1/persistentvolumes',
      `GET /api/v1/namespaces/${name}/secrets`, `GET /api/v1/namespaces/${name}/secrets/drill`, `POST /api/v1/namespaces/${name}/pods`, `POST /api/v1/namespaces/${name}/pods/x/exec`, `POST /api/v1/namespaces/${name}/serviceaccounts/drill/token`,
      `PATCH /apis/rbac.authorization.k8s.io/v1/namespaces/${name}/roles/gameday-agent`, `POST /apis/rbac.authorization.k8s.io/v1/namespaces/${name}/rolebindings`, `PATCH /api/v1/namespaces/${name}`, `DELETE /api/v1/namespaces/${name}`,
      `DELETE /api/v1/namespaces/${name}/pods`, `DELETE /apis/coordination.k8s.io/v1/namespaces/${name}/leases/gameday`, `PUT /api/v1/namespaces/${name}/services/x`, `GET /api/v1/namespaces/${name}/persistentvolumeclaims`,
    ];
    for (const each of denied) {
      const [method = '', path = ''] = each.split(' ');
      expect(await status({ method, path }), each).to.equal(403);
    }
  });

  it('needs each verb: without it, its request is denied', async () => {
    const { name, client }: TestNamespace = at();
    const rulesWithout = (out?: Permission) =>
      grants.flatMap(({ group, resource, name: only, verbs }) => {
        const rest = verbs.filter((verb) => !(out?.verb === verb && out.group === group && out.resource === resource));
        return rest.length === 0 ? [] : [{ apiGroups: [group], resources: [resource], ...(only !== undefined && { resourceNames: [only] }), verbs: rest }];
      });
    for (const permission of permissions) {
      expect(await status(requestFor(permission, name)), `${named(permission)}, allowed`).not.to.equal(403);
      await client.merge(refTo(types.Role, 'gameday-agent'), { rules: rulesWithout(permission) });
      await eventually(`${named(permission)} to be denied`, 10_000, async () => (await status(requestFor(permission, name))) === 403);
      await client.merge(refTo(types.Role, 'gameday-agent'), { rules: rulesWithout() });
      await eventually(`${named(permission)} to be allowed again`, 10_000, async () => (await status(requestFor(permission, name))) !== 403);
    }
  });

  it('is enough to read the gate of its namespace, hold the Lease, and sweep', async () => {
    const { name } = at();
    expect(await gates(drill, [drill.context])).to.deep.equal([]);
    const lease = await acquireLease({ client: drill, run: 'rbac', who: 'a test' });
    await lease.keeper.keep([{ inject: 'slow', n: 0, action: 'latency', change: null }], AbortSignal.timeout(5000));
    await lease.keeper.forget({ inject: 'slow', n: 0 }, AbortSignal.timeout(5000));
    expect(await sweep({ client: drill, run: 'rbac' }, AbortSignal.timeout(10_000))).to.deep.equal([]);
    await lease.release();
    // A stranger's namespace can't even be looked at.
    const [refusal] = await gates(await asDrill('kube-system'), [drill.context]);
    expect(refusal).to.match(/may not be read here/);
    expect(name).not.to.equal('kube-system');
  });
});
