/** Tests the gates of a namespace, the caps, the allow-list of contexts, and that the Role in the manifests is the list of permissions. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { Problem } from '../../../src/problem.ts';
import { ApiProblem } from '../../../src/worlds/kubernetes/api/api-problem.ts';
import type { Permission } from '../../../src/worlds/kubernetes/api/client.ts';
import { allowedContexts } from '../../../src/worlds/kubernetes/gates/config.ts';
import { gates, refusalsOfCaps } from '../../../src/worlds/kubernetes/gates/gates.ts';
import { lackingPermissions, permissions } from '../../../src/worlds/kubernetes/preflight/permissions.ts';
import { clusterSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { fakeClient } from './fake-client.ts';

const namespace = (labels: Record<string, string> = { 'gameday.dev/drills': 'allowed' }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'drill', labels } });
const service = (name: string, spec: object = { selector: { app: name } }) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
const slice = (name: string, endpoints: readonly object[]) => ({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } }, endpoints });

describe('the gates of a namespace', () => {
  it('are open where the context is listed, the namespace is labelled, and every target is a Service of it', async () => {
    const client = fakeClient([namespace(), service('shop'), service('by-hand', {}), slice('by-hand', [{ targetRef: { kind: 'Pod', namespace: 'drill' } }])]);
    expect(await gates(client, ['other', 'fake'], ['shop', 'shop.drill.svc', 'SHOP.drill.svc.cluster.local.', 'by-hand.drill.svc'])).to.deep.equal([]);
    expect(client.changes()).to.deep.equal([]);
  });

  it('refuse a context that is not listed, and take the one around a pod for listed', async () => {
    const client = fakeClient([namespace()]);
    expect(await gates(client, [])).to.match(/^The context fake is not on the allow-list, which names nothing\. .*cluster\.contexts.*gameday\.config\.yaml/).and.have.length(1);
    expect(await gates(client, ['Fake'])).to.have.length(1);
    expect(await gates({ ...client, inside: true }, [])).to.deep.equal([]);
  });

  it('refuse a namespace without the label, or with another value, and say how it is opened', async () => {
    for (const [labels, says] of [[{}, /has no label gameday\.dev\/drills/], [{ 'gameday.dev/drills': 'soon' }, /has the label gameday\.dev\/drills=soon/]] as const) {
      const refusals = await gates(fakeClient([namespace(labels)]), ['fake']);
      expect(refusals).to.have.length(1);
      expect(refusals[0]).to.match(says).and.include('kubectl label namespace drill gameday.dev/drills=allowed');
    }
    expect((await gates(fakeClient([]), ['fake']))[0]).to.match(/does not exist in context fake.*--namespace/);
  });

  it('refuse a namespace that says production, whatever else it says', async () => {
    for (const [key, value] of [['env', 'prod'], ['environment', 'Production'], ['tier', 'prod-eu'], ['stage', 'live'], ['example.com/env', 'production']] as const) {
      const refusals = await gates(fakeClient([namespace({ 'gameday.dev/drills': 'allowed', [key]: value })]), ['fake']);
      expect(refusals).to.have.length(1);
      expect(refusals[0]).to.include(`${key}=${value}`).and.match(/Nothing opens that/);
    }
    expect(await gates(fakeClient([namespace({ 'gameday.dev/drills': 'allowed', env: 'staging', team: 'production', stage: 'alive' })]), ['fake'])).to.deep.equal([]);
  });

  it('refuse a namespace that may not be read: nothing seen is nothing allowed', async () => {
    const denied = fakeClient([namespace()], { before: (verb, { kind }) => { if (verb === 'read' && kind === 'Namespace') throw new ApiProblem(403, { expected: 'to read', got: '403' }); } });
    expect((await gates(denied, ['fake']))[0]).to.match(/may not be read here.*role\.yaml/);
    const away = fakeClient([namespace()], { before: () => { throw new Error('ECONNREFUSED'); } });
    expect((await gates(away, ['fake']))[0]).to.match(/could not be read: ECONNREFUSED/);
  });

  it('refuse each target outside the namespace, one that does not exist, and one that leads outside', async () => {
    const client = fakeClient([namespace(), service('shop'), service('away', { type: 'ExternalName', externalName: 'example.com' }), service('by-hand', {}), slice('by-hand', [{ addresses: ['203.0.113.7'] }])]);
    const refused = async (host: string) => (await gates(client, ['fake'], [host]))[0];
    for (const host of ['example.com', 'shop.other.svc', 'shop.drill', 'shop.drill.svc.example.com', '10.0.0.1', '[::1]', 'localhost.localdomain', 'pod-0.shop.drill.svc', 'drill.svc', '']) {
      expect(await refused(host), host).to.match(/is not one of the namespace, as far as its name tells\. Name a Service of namespace drill/);
    }
    expect(await refused('shpo.drill.svc')).to.match(/there is no Service shpo in namespace drill/);
    expect(await refused('away')).to.match(/ExternalName for example\.com/);
    expect(await refused('by-hand')).to.match(/no selector, and its EndpointSlices are somebody's own/);
    expect(await gates(client, ['fake'], ['example.com', 'shop', 'example.com'])).to.have.length(1);
  });
});

describe('the caps', () => {
  const settings = clusterSettings.parse({ limits: { rps: 100, seconds: 60, pods: 2 } });

  it('let pass what reaches them, and name each that is passed with what would raise it', () => {
    expect(refusalsOfCaps({ settings, rpsMax: 100, durationMs: 60_000, podsTouched: 2 })).to.deep.equal([]);
    const refusals = refusalsOfCaps({ settings, rpsMax: 100.5, durationMs: 60_001, podsTouched: 3 });
    expect(refusals).to.have.length(3);
    expect(refusals[0]).to.match(/reach 101 requests\/s, and the cap is 100 requests\/s: lower it, or raise world\.settings\.cluster\.limits\.rps/);
    expect(refusals[1]).to.match(/takes 61 s.*limits\.seconds/);
    expect(refusals[2]).to.match(/end 3 pods.*limits\.pods/);
  });
});

describe('the allow-list of contexts', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'gameday-config-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const places = () => ({ cwd: path.join(folder, 'project'), env: { XDG_CONFIG_HOME: path.join(folder, 'xdg') } });
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };

  it("is the scenario's, the project's and the person's together", () => {
    expect(allowedContexts({ contexts: ['a'] }, places())).to.deep.equal(['a']);
    write('project/gameday.config.yaml', 'contexts: [b, a]\n');
    write('xdg/gameday/config.yaml', 'contexts:\n  - c\n');
    expect(allowedContexts({ contexts: ['a'] }, places())).to.deep.equal(['a', 'b', 'c']);
  });

  it('refuses a configuration that it does not understand, and says where', () => {
    for (const text of ['context: [a]\n', 'contexts: a\n', 'contexts: [a\n', '- a\n']) {
      write('project/gameday.config.yaml', text);
      expect(() => allowedContexts({ contexts: [] }, places()), text).to.throw(Problem, /project\/gameday\.config\.yaml/);
    }
    write('project/gameday.config.yaml', '');
    expect(allowedContexts({ contexts: [] }, places())).to.deep.equal([]);
  });
});

describe('the permissions', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../../k8s/agent/role.yaml'), 'utf8');
  const role = parse(text) as { kind: string; rules: { apiGroups: string[]; resources: string[]; resourceNames?: string[]; verbs: string[]; nonResourceURLs?: string[] }[] };
  const named = ({ verb, group, resource, name = '' }: Permission) => `${verb} ${group}/${resource} ${name}`;

  it('are those of the Role in k8s/agent/role.yaml: no more, no less, none twice, no wildcard', () => {
    const inRole = role.rules.flatMap(({ apiGroups, resources, resourceNames = [''], verbs }) => apiGroups.flatMap((group) => resources.flatMap((resource) => resourceNames.flatMap((name) => verbs.map((verb) => named({ verb, group, resource, name }))))));
    expect(role.kind).to.equal('Role');
    expect(inRole).to.have.members(permissions.map(named));
    expect(new Set(inRole)).to.have.lengthOf(inRole.length);
    expect(inRole.filter((each) => each.includes('*'))).to.deep.equal([]);
    expect(role.rules.filter((rule) => rule.nonResourceURLs !== undefined)).to.deep.equal([]);
  });

  it('that are lacking are named as RBAC names them', async () => {
    const client = fakeClient([], { denies: ({ verb, resource }) => resource === 'leases' && verb === 'patch' || ['pods/log', 'secrets'].includes(resource) });
    expect(await lackingPermissions(client)).to.deep.equal(['patch leases.coordination.k8s.io', 'get pods/log', 'get secrets gameday-receivers']);
    expect(await lackingPermissions(fakeClient())).to.deep.equal([]);
  });
});
