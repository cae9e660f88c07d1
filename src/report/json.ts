/** Holds the reporter that writes the scorecard as JSON: the same values, in characters that no terminal or page acts on. */
import type { Scorecard } from '../judge/scorecard.ts';
import { inertJson } from './inert.ts';

export const json = {
  summary: 'The whole scorecard for tools, by the published JSON Schema',
  file: 'scorecard.json',
  render: (card: Scorecard): string => `${inertJson(card, 2)}\n`,
};
