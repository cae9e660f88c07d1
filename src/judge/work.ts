/** Holds how a finding becomes work: whose it is, and by when it is due. */
import type { Capability } from '../record/events.ts';
import type { Finding } from './scorecard.ts';

export const severities = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Finding['severity'][];

/** Days from the end of the run, as auditors expect them of an exercise (rubric: 30/60/90/180). */
const dueDays: Readonly<Record<Finding['severity'], number>> = { critical: 30, high: 60, medium: 90, low: 180 };

/** The role whose capability it is; what a drill itself lacked is its facilitator's. */
export const owners: Readonly<Record<Capability, string>> = { detection: 'monitoring', rerouting: 'network', communications: 'communications' };

/** The day in UTC, as `2013-06-09`. */
export const dueOf = (severity: Finding['severity'], endMs: number): string => new Date(endMs + dueDays[severity] * 86_400_000).toISOString().slice(0, 10);

/** A part of a finding's id from text that somebody else chose. */
export const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 60) || 'unnamed';
