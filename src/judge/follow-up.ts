/** Holds what became of findings: what later runs of the same scenario say about each. */
import type { Finding, Scorecard } from './scorecard.ts';

/**
 * *Open*: no later run could tell. *Still open*: a later run found it again. *Validated*: one tried it again, and it held. *Superseded*: a later version of
 * the scenario doesn't try it any more. *Dismissed*: a facilitator ruled that it was none.
 */
export type Status = 'open' | 'still open' | 'validated' | 'superseded' | 'dismissed';

export interface Followed {
  readonly scenario: string;
  readonly version: string;
  /** The run that found it. */
  readonly run: string;
  readonly finding: Finding;
  readonly status: Status;
  /** What says so, with the run that does. */
  readonly why: string;
}

const dismissed = (finding: Finding) => finding.ruling?.as === 'dismissed';

/** `bypass` covers `bypass/edge-direct`. */
const tried = (card: Scorecard, id: string) => card.tested.some((one) => id === one || id.startsWith(`${one}/`));

/** A drill that proves nothing validates nothing; nor does autopilot for a team, or a model for a real system. */
function doubt(card: Scorecard, since: Scorecard): string | undefined {
  if (card.outcome === 'inconclusive' || card.outcome === 'aborted' || card.outcome === 'not withdrawn') return `was ${card.outcome}`;
  if (card.journal.state === 'damaged') return 'has a damaged record';
  if (card.rehearsal && !since.rehearsal) return 'was a rehearsal';
  return card.simulated && !since.simulated ? 'was simulated' : undefined;
}

type Verdict = Pick<Followed, 'status' | 'why'>;

/** What one later run says; `undecided` where it can't tell. */
function verdictOf(card: Scorecard, since: Scorecard, { id }: Finding): Verdict | { readonly undecided: string } {
  const again = card.findings.find((one) => one.id === id);
  if (again !== undefined) return dismissed(again) ? { undecided: `in ${card.run} it was dismissed` } : { status: 'still open', why: `found again in ${card.run}` };
  const why = doubt(card, since);
  if (why !== undefined) return { undecided: `${card.run} ${why}` };
  if (tried(card, id)) return { status: 'validated', why: `tried again in ${card.run}, and held` };
  const changed = card.scenario.version !== since.scenario.version;
  return changed ? { status: 'superseded', why: `version ${card.scenario.version} of the scenario (${card.run}) does not try it` } : { undecided: `${card.run} did not measure it` };
}

function follow(card: Scorecard, later: readonly Scorecard[], finding: Finding): Verdict {
  if (finding.ruling !== undefined && dismissed(finding)) return { status: 'dismissed', why: `by ${finding.ruling.role}: ${finding.ruling.because}` };
  const undecided: string[] = [];
  for (const next of later) {
    const verdict = verdictOf(next, card, finding);
    if ('status' in verdict) return verdict;
    undecided.push(verdict.undecided);
  }
  return { status: 'open', why: undecided.length === 0 ? 'no later run' : undecided.join('; ') };
}

/** Every finding of every run, in order of the runs: their names begin with the time, which a simulated clock would not tell. */
export function followUp(cards: readonly Scorecard[]): readonly Followed[] {
  const inOrder = cards.toSorted((a, b) => (a.run < b.run ? -1 : 1));
  return inOrder.flatMap((card, at) => {
    const later = inOrder.slice(at + 1).filter((next) => next.scenario.name === card.scenario.name);
    return card.findings.map((finding) => ({ scenario: card.scenario.name, version: card.scenario.version, run: card.run, finding, ...follow(card, later, finding) }));
  });
}
