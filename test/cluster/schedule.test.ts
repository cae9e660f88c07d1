/** Tests against a real API server that it takes what `gameday schedule` writes and what k8s/runner has, in a namespace that is restricted. Nothing is run. */
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
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

  it('is taken with as many packed scripts as gameday lets through, applied as it says', async () => {
    expect((await gameday(['setup', '--quiet'])).code).to.equal(0);
    const script = "import http from 'k6/http';\nconst page = open('./page.txt');\nexport default () => http.post(__ENV['GAMEDAY_TARGET'], page);\n";
    for (const name of ['users.js', 'attack.js']) writeFileSync(path.join(folder, name), script);
    writeFileSync(path.join(folder, 'page.txt'), 'x'.repeat(480 * 1024));
    writeFileSync(path.join(folder, 'large.yaml'), 'name: large\nversion: "1"\nowner: sre\nduration: 20s\ntraffic: { rps: 5, script: ./users.js }\nlanes: { a: [{ fault: flood, for: 5s, with: { script: ./attack.js, rps: 5 } }] }\n');
    const { code, out, err } = await gameday(['schedule', 'large.yaml', '--cron', '0 9 * * 1', '--namespace', at().name], { cwd: folder });
    expect(code, err).to.equal(0);
    const [, words = ''] = /^ {2}1\. kubectl (.*)$/m.exec(out) ?? [];
    expect(words).to.match(/apply --server-side -f gameday-large\.yaml$/);
    expect(await at().kubectl(...words.split(' ').slice(2).map((word) => word.replace(/^gameday-/, `${folder}/gameday-`)), '--dry-run=server')).to.match(/configmap\/gameday-large serverside-applied/);
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
