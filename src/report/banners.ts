/** Holds what a reader must know before believing any number: rehearsal, simulation, abort, a cut journal, compression. */
import type { Scorecard } from '../judge/scorecard.ts';
import { count, duration, many, moment } from './format.ts';
import { meantText, sentenceCase } from './words.ts';
import type { Tone } from './words.ts';

export interface Banner {
  readonly title: string;
  readonly text: string;
  readonly tone: Extract<Tone, 'poor' | 'bad' | 'none'>;
}

const unproved = (card: Scorecard): string => {
  const broken = card.validity.filter((check) => check.is === 'failed' || check.is === 'unknown');
  return broken.length === 0 ? 'No verdict can be given.' : `No verdict can be given: ${broken.map((check) => `${check.title} (${check.is})`).join('; ')}.`;
};

/** In the order in which they are printed; the rehearsal note is always first. */
const all: readonly ((card: Scorecard) => Banner | false)[] = [
  (card) => card.rehearsal && { tone: 'none', title: 'Rehearsal', text: "gameday's own autopilot reached milestones that were rated. Don't compare this with a drill of a team." },
  (card) => card.simulated && { tone: 'none', title: 'Simulated', text: `No real system took part: every number comes from a model.${card.insteadOf === undefined ? '' : ` It was ${meantText(card.insteadOf)}.`}` },
  (card) => card.modelled > 0 && !card.simulated && { tone: 'none', title: 'In part modelled', text: `A model of customers answered ${count(card.modelled)} of the calls and messages: that shows how the tools work, and not that anybody was reached.` },
  (card) => card.mode === 'observe' && { tone: 'none', title: 'Observed only', text: 'gameday injected nothing; it watched what the team did with its own tools.' },
  (card) => card.outcome === 'not withdrawn' && { tone: 'bad', title: 'A fault was left behind', text: 'Run gameday heal on this run before anything else, and look at the evidence below.' },
  (card) => card.outcome === 'aborted' && { tone: 'bad', title: 'Aborted', text: 'A guardrail or a person stopped the drill. What came after the abort was not rated.' },
  (card) => card.outcome === 'inconclusive' && { tone: 'poor', title: 'Inconclusive', text: `${unproved(card)} It does not count as a drill done.` },
  (card) => card.journal.state === 'cut short' && { tone: 'poor', title: 'Cut short', text: `The journal has no end: the runner was stopped, and this scorecard was rebuilt from what it had written. ${sentenceCase(card.journal.saw)}` },
  (card) => card.journal.state === 'damaged' && { tone: 'bad', title: 'Journal damaged', text: `The record does not match its own hashes, so nothing after the damage counts. ${sentenceCase(card.journal.saw)}` },
  (card) => card.debts?.open === true && { tone: 'none', title: 'Open', text: `${many(card.debts.customers, 'customer')} wait for the final report, due by ${moment(card.debts.final.aimBy)}; gameday close says to whom.` },
  (card) => card.compression !== 1 && { tone: 'none', title: `Time compressed ${card.compression} times`, text: `Bounds that scale were divided by ${card.compression}. Compare this only with drills of the same compression.` },
  (card) => card.heldMs > 0 && { tone: 'none', title: `Held for ${duration(card.heldMs)}`, text: 'The facilitator paused the drill; that time is left out of the clocks.' },
];

export const banners = (card: Scorecard): readonly Banner[] =>
  all.flatMap((ask) => {
    const banner = ask(card);
    return banner === false ? [] : [banner];
  });
