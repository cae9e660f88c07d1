/** Holds the reporter that writes one self-contained page: no network, no script, dark mode, fit for paper. */
import type { Scorecard } from '../judge/scorecard.ts';
import { page } from './html/page.ts';

export const html = {
  summary: 'One page for people: outcome, timeline, ratings and the evidence for every number',
  file: 'scorecard.html',
  render: (card: Scorecard): string => page(card),
};
