/** Tests the verbs `findings` and `rule` on runs that lie in folders, as a person uses them. */
import { expect } from 'chai';
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readRun } from '../../src/store/segments.ts';
import { reporters } from '../../src/report/index.ts';
import { gameday, scratch } from './gameday.ts';

interface Listed {
  readonly id: string;
  readonly run: string;
  readonly status: string;
  readonly severity: string;
  readonly owner: string;
  readonly due: string;
}

describe('gameday findings and gameday rule', function () {
  this.timeout(120_000);
  const { folder, clean } = scratch();
  after(clean);
  const tell = (...args: string[]) => gameday(args, { cwd: folder });
  const listed = async (...args: string[]) => JSON.parse((await tell('findings', '--json', ...args)).out) as readonly Listed[];
  const run = path.join(folder, 'reports/20260101-100000-lithium-2013-aaaaaa');

  before(async () => {
    const { code, err } = await tell('run', 'lithium-2013', '--world', 'simulated', '--quiet', '--out', run);
    expect(code, err).to.equal(1);
  });

  it('lists what a run found, with owner and day, and what was sent to the dead e-mail', async () => {
    const found = (await listed()).find((one) => one.id === 'dead-channel/email');
    expect(found).to.deep.include({ status: 'open', severity: 'high', owner: 'communications' });
    expect(found?.due).to.match(/^\d{4}-\d\d-\d\d$/);
    const { code, out } = await tell('findings', '--scenario', 'lithium-2013');
    expect(code).to.equal(0);
    expect(out).to.match(/open +high +\d{4}-\d\d-\d\d +communications +dead-channel\/email/);
    expect((await tell('findings', '--scenario', 'nothing')).err).to.match(/expected a run of nothing, got none/);
  });

  it('takes a ruling into the record of a run that has ended, and the scorecard follows', async () => {
    const before = JSON.parse((await tell('judge', run, '--json')).out) as { capabilities: readonly { capability: string; metrics: readonly { id: string; rating: string | null }[] }[] };
    expect(before.capabilities[2]?.metrics.find((one) => one.id === 'fallback')?.rating).to.equal('U');
    const ruled = await tell('rule', run, 'fallback', '--by', 'facilitator', '--because', 'the hotline had it on tape', '--as', 'dismissed');
    expect(ruled.code, ruled.err).to.equal(0);
    expect(readRun(run).last('finding.ruled')).to.deep.include({ finding: 'fallback', as: 'dismissed', role: 'facilitator', because: 'the hotline had it on tape', by: 'rule' });
    expect(readRun(run).integrity.state).to.equal('whole');
    const after = JSON.parse((await tell('judge', run, '--json')).out) as typeof before;
    expect(after.capabilities[2]?.metrics.find((one) => one.id === 'fallback')?.rating).to.equal(null);
    for (const reporter of Object.values(reporters)) expect(readFileSync(path.join(run, reporter.file), 'utf8'), reporter.file).to.include('the hotline had it on tape');
    expect((await listed()).find((one) => one.id === 'fallback')?.status).to.equal('dismissed');
  });

  it('refuses a ruling on what was not found, and says what was', async () => {
    const { code, err } = await tell('rule', run, 'dead-chanel/email', '--by', 'facilitator', '--because', 'x');
    expect(code).to.equal(64);
    expect(err).to.match(/expected the id of one of the run's findings, got "dead-chanel\/email"[^]*Did you mean dead-channel\/email\?/);
    expect((await tell('rule', run, 'detect', '--by', '', '--because', 'x')).err).to.match(/expected a role, a finding and a reason, none of them empty/);
    expect((await tell('rule', run, 'detect', '--by', 'facilitator')).err).to.match(/required option '--because <text>' not specified/);
  });

  it('marks what a later run found again, and names a folder that can not be read', async () => {
    const later = path.join(folder, 'reports/20260102-100000-lithium-2013-bbbbbb');
    expect((await tell('run', 'lithium-2013', '--world', 'simulated', '--seed', '5', '--quiet', '--out', later)).code).to.equal(1);
    const all = await listed();
    expect(all.filter((one) => one.id === 'dead-channel/email').map((one) => one.status)).to.have.members(['still open', 'open']);
    cpSync(path.join(run, 'scorecard.json'), path.join(folder, 'reports/20260103-100000-broken-cccccc/journal.ndjson'), { recursive: true });
    const { code, err } = await tell('findings');
    expect(code).to.equal(0);
    expect(err).to.match(/^gameday: reports\/20260103-100000-broken-cccccc was left out: expected a journal/);
  });

  it('exports what is open, once each, as issues to create', async () => {
    const jira = JSON.parse((await tell('findings', '--export', 'jira', '--project', 'OPS')).out) as readonly { fields: { project: { key: string }; summary: string } }[];
    expect(new Set(jira.map((one) => one.fields.project.key))).to.deep.equal(new Set(['OPS']));
    expect(jira.filter((one) => one.fields.summary.includes('sends customers to e-mail'))).to.have.length(1);
    const github = JSON.parse((await tell('findings', '--export', 'github')).out) as readonly { title: string }[];
    expect(github).to.have.length(jira.length);
  });
});
