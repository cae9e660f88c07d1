/** Tests against a real API server that it takes what `gameday schedule` writes and what k8s/runner has, in a namespace that is restricted. Nothing is run. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { gameday, root, scratch } from '../cli/gameday.ts';
import { inNamespace } from './kit.ts';

describe('what is scheduled', function () {
  this.timeout(120_000);
  const at = inNamespace();
  const { folder, clean } = scratch();
  after(clean);

  it('is taken by the API server, the time zone and the template included', async () => {
    const { code, err } = await gameday(['schedule', 'release-smoke', '--cron', '30 9 * * 2', '--time-zone', 'Europe/Berlin', '--namespace', at().name], { cwd: folder });
    expect(code, err).to.equal(0);
    expect(await at().kubectl('apply', '--dry-run=server', '-f', path.join(folder, 'gameday-release-smoke.yaml'))).to.match(/cronjob\.batch\/gameday-release-smoke created/);
    expect(await at().kubectl('apply', '--dry-run=server', '-k', path.join(root, 'k8s/runner'))).to.match(/job\.batch\/gameday-run created/);
  });

  it('makes pods that a restricted namespace admits', async () => {
    await at().kubectl('label', 'namespace', at().name, 'pod-security.kubernetes.io/enforce=restricted');
    await at().kubectl('create', 'serviceaccount', 'gameday-agent');
    const [job] = parseAllDocuments(readFileSync(path.join(root, 'k8s/runner/job.yaml'), 'utf8')).map((document) => document.toJS() as { spec: { template: { spec: object } } });
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gameday-run' }, spec: job?.spec.template.spec };
    await at().apply(JSON.stringify({ ...pod, metadata: { ...pod.metadata, labels: { 'gameday.dev/part': 'runner' } }, spec: { ...pod.spec, schedulingGates: [{ name: 'gameday.dev/never' }] } }));
    expect(await at().kubectl('get', 'pod', 'gameday-run', '-o', 'jsonpath={.status.phase}')).to.equal('Pending');
  });
});
