/** Holds the list of metrics: help, schema, docs and reports derive from it. */
import type { Metric } from '../metric.ts';
import { callsAnswered } from './communications/calls-answered.ts';
import { casesAcknowledged } from './communications/cases-acknowledged.ts';
import { casesKept } from './communications/cases-kept.ts';
import { fallback } from './communications/fallback.ts';
import { finalReport } from './communications/final-report.ts';
import { firstNotice } from './communications/first-notice.ts';
import { longestGap } from './communications/longest-gap.ts';
import { noticesSound } from './communications/notices-sound.ts';
import { preliminaryReport } from './communications/preliminary-report.ts';
import { promisesKept } from './communications/promises-kept.ts';
import { reach } from './communications/reach.ts';
import { scopedNotice } from './communications/scoped-notice.ts';
import { acknowledge } from './detection/acknowledge.ts';
import { detect } from './detection/detect.ts';
import { falseAlarmCount } from './detection/false-alarms.ts';
import { foundBy } from './detection/found-by.ts';
import { availability, budgetBurnt, requestsLost } from './impact/availability.ts';
import { outage } from './impact/outage.ts';
import { latencyAttack, latencyBaseline } from './impact/latency.ts';
import { dialCapacity } from './impact/dial-capacity.ts';
import { deployPath, ledgerIntact, portalCases } from './impact/products.ts';
import { withstoodRate } from './impact/withstood.ts';
import { cleanShare } from './rerouting/clean-share.ts';
import { decide } from './rerouting/decide.ts';
import { divert } from './rerouting/divert.ts';
import { endToEnd } from './rerouting/end-to-end.ts';
import { failback } from './rerouting/failback.ts';
import { mitigate } from './rerouting/mitigate.ts';
import { secondPartner } from './rerouting/second-partner.ts';
import { uncoveredEntries } from './rerouting/uncovered-entries.ts';
import { unharmed } from './rerouting/unharmed.ts';

export const metrics: readonly Metric[] = [
  detect, acknowledge, foundBy, falseAlarmCount,
  decide, divert, mitigate, endToEnd, cleanShare, unharmed, uncoveredEntries, secondPartner, failback,
  firstNotice, scopedNotice, longestGap, promisesKept, noticesSound, fallback, reach, callsAnswered, casesAcknowledged, casesKept, preliminaryReport, finalReport,
  availability, outage, budgetBurnt, requestsLost, latencyBaseline, latencyAttack, deployPath, ledgerIntact, portalCases, withstoodRate, dialCapacity,
];
