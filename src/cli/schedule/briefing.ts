/** Holds the briefing for people's calendars: what the drill is to show, what happens when, who is needed, what stops it, and how to stop it. Pure. */
import type { PlannedInject } from '../../record/events.ts';
import { readable } from '../../scenario/readable-span.ts';
import type { ResolvedGuardrail, ResolvedScenario } from '../../scenario/resolved.ts';

export interface Place {
  /** The namespace, where it is known. */
  readonly namespace?: string | undefined;
  readonly job: string;
}

const bullets = (lines: readonly string[], none: string) => (lines.length === 0 ? [`- ${none}`] : lines.map((line) => `- ${line}`));

function stopText(guardrail: ResolvedGuardrail): string {
  if (guardrail.kind === 'wall-clock') return `the run takes longer than ${readable(guardrail.maxMs)}`;
  if (guardrail.kind === 'query') return `${guardrail.name} is out of its bounds, or can't be asked, for ${readable(guardrail.forMs)}`;
  return `less than ${guardrail.min * 100} % of users' requests are good for ${readable(guardrail.forMs)}`;
}

const seatText = ({ role, by, name }: ResolvedScenario['responders'][number]): string =>
  by === 'human' ? `${role}: a person on duty` : by === 'automation' ? `${role}: your automation "${name}"` : `${role}: played by gameday (a rehearsal)`;

export function briefing(scenario: ResolvedScenario, injects: readonly PlannedInject[], { namespace, job }: Place): string {
  const { brief } = scenario;
  const kubectl = `kubectl${namespace === undefined ? '' : ` -n ${namespace}`}`;
  return [
    `This is a drill. ${brief.title} (${brief.name}, version ${brief.version}), owned by ${brief.owner}, authorised by ${brief.authorisedBy}.`,
    `It tests the plan ${brief.plan.name}, version ${brief.plan.version}.`,
    '',
    'Objectives',
    ...bullets(brief.objectives.map((objective) => objective.text), `none stated; rated: ${brief.scope.join(', ')}`),
    '',
    `Timeline, from the start (${readable(scenario.durationMs)}${brief.compression === 1 ? '' : `, time compressed ${brief.compression} times`})`,
    ...bullets(injects.map((inject) => `${readable(inject.offsetMs)} for ${readable(inject.forMs)}: ${inject.title}`), 'nothing is injected'),
    '',
    'Needed',
    ...bullets(scenario.responders.map(seatText), 'nobody is named: somebody should watch'),
    '',
    'It stops by itself, and withdraws everything, when',
    ...bullets(scenario.guardrails.map(stopText), 'its timeline is over'),
    '',
    'To stop it by hand',
    `- ${kubectl} delete job -l app.kubernetes.io/name=${job}: the run withdraws everything and ends; should it not, the reaper does within seconds`,
    `- ${kubectl} patch cronjob ${job} -p '{"spec":{"suspend":true}}': it does not start any more`,
    '',
    'In a real incident stop it first, and say that it was a drill.',
  ].join('\n');
}
