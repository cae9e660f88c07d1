/** Holds the files of an evidence bundle that are written from a scorecard and its history; the journal itself goes beside them. */
import type { Scorecard } from '../../judge/scorecard.ts';
import type { History } from '../../record/history.ts';
import { csv } from '../csv.ts';
import { verdictText } from '../finding-words.ts';
import { attendanceOf } from './attendance.ts';
import { distributionOf } from './distribution.ts';
import { mselOf } from './msel.ts';
import { exercisePage } from './page.ts';
import { timelineCsv } from './timeline-csv.ts';

const when = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());
const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Math.round(ms) / 1000);

/** By file name. */
export function evidenceFiles(card: Scorecard, history: History): Readonly<Record<string, string>> {
  return {
    'exercise.html': exercisePage(card, history),
    'scenario.json': `${JSON.stringify(history.first('run.opened')?.scenario ?? null, null, 2)}\n`,
    'msel.csv': csv(
      ['inject', 'lane', 'fault', 'title', 'planned (s)', 'released (s)', 'in force from (s)', 'to (s)', 'what became of it'],
      mselOf(history).map((row) => [row.inject, row.lane, row.fault, row.title, seconds(row.plannedMs), seconds(row.releasedMs), seconds(row.fromMs), seconds(row.toMs), row.how]),
    ),
    'attendance.csv': csv(['role', 'played by', 'what it reached', 'away'], attendanceOf(history).map((one) => [one.role, one.played, one.did.join('; '), one.absent ? 'for a while' : 'no'])),
    'distribution.csv': csv(['report', 'customer', 'delivered (UTC)', 'acknowledged (UTC)', 'on whose word'], distributionOf(history).map((one) => [one.report, one.customer, when(one.deliveredMs), when(one.acknowledgedMs), one.saidBy])),
    'findings.csv': csv(['finding', 'severity', 'owner', 'due', 'text', 'ruling'], card.findings.map((one) => [one.id, one.severity, one.owner, one.due, one.text, verdictText(one)])),
    'rulings.csv': csv(['finding', 'ruling', 'by', 'because', 'line'], card.rulings.map((one) => [one.finding, one.as, one.role, one.because, one.seq])),
    'timeline.csv': timelineCsv(history),
    'verification.json': `${JSON.stringify(history.integrity, null, 2)}\n`,
  };
}
