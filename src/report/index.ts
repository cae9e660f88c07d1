/** Holds the list of reporters, from which help, the command line and the run folder derive; one without a summary or a file name can't compile. */
import type { Scorecard } from '../judge/scorecard.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';

/** Pure: a scorecard to the text of one file. */
export interface Reporter {
  /** One line for help and documentation. */
  readonly summary: string;
  /** Name of the file in the run's folder. */
  readonly file: string;
  render(scorecard: Scorecard): string;
}

export type ReporterName = 'html' | 'markdown' | 'junit' | 'json';

export const reporters = { html, markdown, junit, json } satisfies Record<ReporterName, Reporter>;

export { scorecardSchema, scorecardSchemaId } from './scorecard-schema.ts';
export { terminalSummary } from './terminal.ts';
