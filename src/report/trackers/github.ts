/** Holds findings as issues of GitHub: bodies of "Create an issue" (GitHub REST API, POST /repos/{owner}/{repo}/issues). */
import type { Followed } from '../../judge/follow-up.ts';
import type { Json } from '../../record/json.ts';
import { clip, inert } from '../inert.ts';
import { escaped } from '../markdown-text.ts';
import { facts } from './facts.ts';

/** GitHub refuses longer titles. */
const titleMost = 256;

export const github = () => (followed: Followed): Json => ({
  title: clip(inert(`${followed.scenario}: ${followed.finding.text}`), titleMost),
  body: [escaped(followed.finding.text), facts(followed).map((fact) => `- ${escaped(fact)}`).join('\n')].join('\n\n'),
  labels: ['gameday', `severity: ${followed.finding.severity}`],
});
