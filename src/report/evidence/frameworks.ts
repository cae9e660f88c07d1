/** Holds which clauses of common frameworks ask for evidence of an exercise, what in the bundle answers each, and what a drill is not. */

export interface Clause {
  readonly framework: string;
  readonly clause: string;
  readonly asks: string;
  readonly answeredBy: string;
}

/** Sources: the texts of the standards themselves; a bundle is evidence for them, and certifies nothing. */
export const clauses: readonly Clause[] = [
  { framework: 'ISO 22301:2019', clause: '8.5', asks: 'Exercises with defined objectives and scenarios, reports with outcomes, recommendations and actions', answeredBy: 'Objectives, MSEL, ratings, findings with actions' },
  { framework: 'ISO/IEC 27001:2022', clause: 'A.5.24', asks: 'Incident management planned and prepared, with roles', answeredBy: 'Plan tested, attendance by role' },
  { framework: 'ISO/IEC 27001:2022', clause: 'A.5.25–A.5.26', asks: 'Events assessed and decided on, incidents responded to by procedure', answeredBy: 'Timeline, milestones with their source' },
  { framework: 'ISO/IEC 27001:2022', clause: 'A.5.27', asks: 'Knowledge from incidents used to strengthen controls', answeredBy: 'Findings, actions, what became of those before' },
  { framework: 'ISO/IEC 27001:2022', clause: 'A.5.28', asks: 'Evidence collected and preserved', answeredBy: 'Journal with its hash chain, SHA-256 of every file' },
  { framework: 'ISO/IEC 27001:2022', clause: 'A.5.29–A.5.30', asks: 'Security during disruption; ICT readiness tested', answeredBy: 'Impact, diversion, recovery, what was not measured' },
  { framework: 'SOC 2 (TSC 2017)', clause: 'A1.3', asks: 'Recovery plan procedures tested', answeredBy: 'Objectives with target and actual, ratings' },
  { framework: 'DORA (EU) 2022/2554', clause: 'Art. 11(6)', asks: 'ICT business continuity and crisis communication plans tested at least yearly', answeredBy: 'All of it, communications included' },
];

export const isNot: readonly string[] = [
  'It is no threat-led penetration test (TLPT) in the sense of DORA, articles 26 and 27: nobody attacked by stealth, and no threat intelligence shaped it.',
  'It is no certification: it shows what was exercised and measured, on one day, in one environment.',
  'It says nothing about persons: roles are rated.',
];
