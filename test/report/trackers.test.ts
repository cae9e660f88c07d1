/** Tests findings as issues: what Jira and GitHub ask for, and nothing in it that acts. */
import { expect } from 'chai';
import { followUp } from '../../src/judge/follow-up.ts';
import { trackers } from '../../src/report/trackers/index.ts';
import { hostile, red } from '../fixtures/sample-scorecards.ts';
import { actingCharacters } from './acting-characters.ts';

const [first] = followUp([red]);
if (first === undefined) throw new Error('the sample has no finding');

interface JiraIssue {
  readonly fields: { readonly project: { readonly key: string }; readonly summary: string; readonly duedate: string; readonly priority: { readonly name: string }; readonly labels: readonly string[]; readonly description: { readonly type: string; readonly version: number; readonly content: readonly { readonly content: readonly { readonly text: string }[] }[] } };
}
interface GithubIssue {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

describe('report: trackers', () => {
  it('writes bodies of "create issue" of Jira', () => {
    const { fields } = trackers.jira({ project: 'OPS' })(first) as unknown as JiraIssue;
    expect(fields).to.deep.include({ project: { key: 'OPS' }, issuetype: { name: 'Task' }, priority: { name: 'Highest' }, duedate: '2025-12-23' });
    expect(fields.summary).to.equal('lithium-2013: The portal entry bypasses the partner: 100 % of its probes went direct.');
    expect(fields.description).to.deep.include({ type: 'doc', version: 1 });
    expect(fields.description.content.map((one) => one.content[0]?.text)).to.include('Severity critical, owner network, due 2025-12-23');
    for (const label of fields.labels) expect(label).to.not.include(' ');
  });

  it('writes bodies of "create an issue" of GitHub', () => {
    const issue = trackers.github()(first) as unknown as GithubIssue;
    expect(issue.title).to.equal('lithium-2013: The portal entry bypasses the partner: 100 % of its probes went direct.');
    expect(issue.body).to.include('- Severity critical, owner network, due 2025-12-23');
    expect(issue.labels).to.deep.equal(['gameday', 'severity: critical']);
  });

  it('keeps hostile text inert and within the limits of both', () => {
    for (const followed of followUp([hostile])) {
      const { fields } = trackers.jira({ project: 'OPS' })(followed) as unknown as JiraIssue;
      const issue = trackers.github()(followed) as unknown as GithubIssue;
      expect(Array.from(fields.summary).length).to.be.most(255);
      expect(Array.from(issue.title).length).to.be.most(256);
      expect(issue.body.replaceAll('<!-- -->', '\uE000')).to.not.match(/@\w|<|https?:\/\//);
      expect(actingCharacters(`${fields.summary}${issue.title}${issue.body}`)).to.deep.equal([]);
    }
  });
});
