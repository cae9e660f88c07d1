/** Holds the data that the page carries for tools: the scorecard with a long picture thinned, and without what the page lists by itself: evidence, and customers by name. */
import type { Scorecard } from '../../judge/scorecard.ts';

const pointsMost = 60;

/** Every n-th point; the whole series is in scorecard.json, and the page stays small enough to mail. */
const thinned = <P>(points: readonly P[]): readonly P[] => {
  const every = Math.ceil(points.length / pointsMost);
  return every <= 1 ? points : points.filter((_, at) => at % every === 0);
};

export const drawnData = (card: Scorecard): Scorecard => ({
  ...card,
  ...(card.coverage !== null && { coverage: { ...card.coverage, people: [], morePeople: card.coverage.morePeople + card.coverage.people.length } }),
  evidence: [],
  picture: { ...card.picture, availability: thinned(card.picture.availability), offered: thinned(card.picture.offered) },
});
