/** Holds how reports say whose a finding is, by when it is due, and what was ruled about it. */
import type { Finding, Ruling } from '../judge/scorecard.ts';

export const duty = ({ owner, due }: Finding): string => `${owner}, due ${due}`;

export const rulingText = ({ as, role, because }: Ruling): string => `${as} by ${role}: ${because}`;

/** A question that plain rules couldn't decide; nothing where somebody has. */
export const question = (finding: Finding): string => (finding.asks === true && finding.ruling === undefined ? `A facilitator has to decide: gameday rule RUN ${finding.id}` : '');

/** The last words about a finding: what was ruled, or that somebody should. Empty for most. */
export const verdictText = (finding: Finding): string => (finding.ruling === undefined ? question(finding) : rulingText(finding.ruling));
