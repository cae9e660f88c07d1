/** Holds the data that the page carries for tools: the scorecard, with a long picture thinned as it is drawn. */
import type { Scorecard } from '../../judge/scorecard.ts';
import { shownEvidence } from './evidence-links.ts';

const pointsMost = 240;

/** Every n-th point; the whole series is in scorecard.json, and the page stays small enough to mail. */
const thinned = <P>(points: readonly P[]): readonly P[] => {
  const every = Math.ceil(points.length / pointsMost);
  return every <= 1 ? points : points.filter((_, at) => at % every === 0);
};

export const drawnData = (card: Scorecard): Scorecard => ({
  ...card,
  evidence: shownEvidence(card),
  picture: { ...card.picture, availability: thinned(card.picture.availability), offered: thinned(card.picture.offered) },
});
