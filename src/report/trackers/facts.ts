/** Holds what an issue says beside the finding's own text. */
import type { Followed } from '../../judge/follow-up.ts';
import { verdictText } from '../finding-words.ts';

export const facts = ({ finding, run, scenario, version }: Followed): readonly string[] => [
  `Finding ${finding.id} of ${run} (scenario ${scenario}, version ${version})`,
  `Severity ${finding.severity}, owner ${finding.owner}, due ${finding.due}`,
  `Journal lines: ${finding.evidence.slice(0, 20).join(', ') || 'none'}`,
  ...(verdictText(finding) === '' ? [] : [verdictText(finding)]),
  'The next run of the scenario says whether it was validated.',
];
