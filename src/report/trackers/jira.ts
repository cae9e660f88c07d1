/** Holds findings as issues of Jira: bodies of "Create issue" (Atlassian, Jira Cloud REST API v3, POST /rest/api/3/issue). */
import type { Followed } from '../../judge/follow-up.ts';
import type { Finding } from '../../judge/scorecard.ts';
import type { Json } from '../../record/json.ts';
import { clip, inert } from '../inert.ts';
import { facts } from './facts.ts';

/** The names of Jira's default priority scheme. */
const priorities: Readonly<Record<Finding['severity'], string>> = { critical: 'Highest', high: 'High', medium: 'Medium', low: 'Low' };
/** Jira refuses longer summaries. */
const summaryMost = 255;

/** Atlassian Document Format: text in it is text, whatever it holds. */
const paragraph = (text: string): Json => ({ type: 'paragraph', content: [{ type: 'text', text: inert(text) }] });

export const jira = ({ project }: { readonly project: string }) => (followed: Followed): Json => ({
  fields: {
    project: { key: project },
    issuetype: { name: 'Task' },
    summary: clip(inert(`${followed.scenario}: ${followed.finding.text}`), summaryMost),
    description: { type: 'doc', version: 1, content: [paragraph(followed.finding.text), ...facts(followed).map(paragraph)] },
    priority: { name: priorities[followed.finding.severity] },
    duedate: followed.finding.due,
    labels: ['gameday', `gameday-${followed.finding.severity}`],
  },
});
