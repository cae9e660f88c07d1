/** Holds the judge: a history in, a scorecard out; pure, so that any stored drill can be judged again. */
import type { Brief, Capability } from '../record/events.ts';
import type { History } from '../record/history.ts';
import { compressionOf } from './clocks.ts';
import { debtsOf } from './debts.ts';
import { evidenceOf } from './evidence.ts';
import { findingsOf, testedOf } from './findings.ts';
import { coverageCard } from './knowledge/card.ts';
import { lostByClass } from './lost-by-class.ts';
import { metrics } from './metrics/index.ts';
import { objectivesOf } from './objectives.ts';
import { verdictOf } from './outcome.ts';
import { pictureOf } from './picture.ts';
import { resultOf } from './result-of.ts';
import type { Targets } from './result-of.ts';
import { ruled, rulingOn, rulingsOf } from './rulings.ts';
import { rollUp } from './roll-up.ts';
import type { MetricResult, Scorecard } from './scorecard.ts';
import { storyOf } from './story.ts';
import { validityOf } from './validity/index.ts';

export interface JudgeOptions {
  /** Bounds instead of those that the drill ran with, by metric id; the scenario's own stay for all others. */
  readonly targets?: Targets;
}

const capabilities: readonly Capability[] = ['detection', 'rerouting', 'communications'];

/** What a record without its first lines is judged by: nothing is in scope, so nothing is rated. */
const noBrief: Brief = {
  name: 'unknown', title: 'A drill whose record has lost its beginning', version: 'unknown', owner: 'unknown', plan: { name: 'unknown', version: 'unknown' }, authorisedBy: 'unknown',
  objectives: [], scope: [], compression: 1, targets: {}, objective: { availabilityMin: 0.99, latencyP95MsMax: 1000 }, responders: {}, diversion: 'rule',
};

/** Each call and message once, however many states of it were modelled. */
const modelledOf = (history: History): number =>
  new Set([...history.of('call.moved').flatMap(({ call, simulated }) => (simulated === true ? [call] : [])), ...history.of('notice.moved').flatMap(({ notice, channel, simulated }) => (simulated === true && channel !== 'call' ? [notice] : []))]).size;

export function judge(history: History, options: JudgeOptions = {}): Scorecard {
  const run = history.first('run.opened');
  const brief = run?.brief ?? noBrief;
  const targets = { ...brief.targets, ...options.targets };
  const inScope = (capability: Capability | 'impact') => capability === 'impact' || brief.scope.includes(capability);
  const measured = metrics.map((metric) => resultOf(metric, history, targets, inScope(metric.capability)));
  const results = measured.map((result) => ruled(result, rulingOn(history, result.id)));
  const rolled = capabilities.map((capability) => rollUp(capability, inScope(capability), results.filter((result) => result.capability === capability)));
  const impact = [...results.filter((result) => result.capability === 'impact'), ...lostByClass(history)];
  const validity = validityOf(history);
  const verdict = verdictOf(history, rolled, validity);
  const rehearsal = isRehearsal(history, measured);
  // A ruling changes what counts, never what was found.
  const found = { metrics: measured.filter((result) => result.capability !== 'impact' && inScope(result.capability)), validity };
  const findings = findingsOf(history, found);
  const rulings = rulingsOf(history);
  const picture = pictureOf(history);
  const story = storyOf(history);
  const withstood = results.find((result) => result.id === 'withstood-rps')?.measured;
  const startMs = history.zeroMs ?? history.events[0]?.heardMs ?? 0;
  const watchedMs = Math.max(0, history.endMs - startMs);
  const { name, title, version, owner, plan } = brief;
  const { integrity } = history;

  return {
    $schema: 'urn:gameday:scorecard:1',
    format: 1,
    run: run?.run ?? 'unknown',
    gameday: run?.gameday ?? 'unknown',
    scenario: { name, title, version, owner, plan, sha256: run?.scenarioSha256 ?? '' },
    mode: run?.mode ?? 'drill',
    world: run?.world ?? 'unknown',
    simulated: run?.simulated ?? false,
    ...(run?.insteadOf !== undefined && { insteadOf: run.insteadOf }),
    rehearsal,
    compression: compressionOf(history),
    seed: run?.seed ?? 0,
    startedAt: new Date(startMs).toISOString(),
    durationMs: watchedMs,
    heldMs: Math.max(0, watchedMs - history.elapsedMs(startMs, startMs + watchedMs)),
    responders: brief.responders,
    outcome: verdict.outcome,
    exitCode: verdict.exitCode,
    headline: headlineOf(rehearsal, integrity.state, verdict.why),
    capabilities: rolled,
    impact,
    validity,
    objectives: objectivesOf(brief.objectives, results),
    findings,
    tested: testedOf(history, found),
    rulings,
    debts: debtsOf(history),
    withstoodRps: withstood?.is === 'value' ? withstood.n : null,
    picture,
    coverage: coverageCard(history),
    modelled: modelledOf(history),
    story,
    evidence: evidenceOf(history, [...results, ...impact].flatMap(evidenceSeqs).concat(validity.flatMap((one) => one.evidence), findings.flatMap((one) => one.evidence), rulings.map((one) => one.seq), picture.bars.map((bar) => bar.seq), picture.marks.map((mark) => mark.seq), [...story.truths, ...story.claims].map((one) => one.seq))),
    journal: { segments: integrity.segments, lines: integrity.lines, tip: integrity.tip, state: integrity.state, saw: integrity.saw },
  };
}

const evidenceSeqs = ({ measured }: MetricResult): readonly number[] => ('evidence' in measured ? measured.evidence : []);

/** One rated milestone that gameday reached by itself makes the whole drill a rehearsal. */
function isRehearsal(history: History, results: readonly MetricResult[]): boolean {
  const responders = history.first('run.opened')?.brief.responders ?? {};
  return results.some((result) => result.rating !== null && evidenceSeqs(result).some((seq) => {
    const event = history.at(seq);
    if (event?.kind === 'milestone.reached') return event.source === 'autopilot';
    // Seen by the customer, done by whoever sits at the desk.
    if ((event?.kind === 'call.moved' || event?.kind === 'case.moved') && event.actor === 'person') return responders['support'] === 'autopilot';
    return event !== undefined && event.by.startsWith('role/') && responders[event.by.slice('role/'.length)] === 'autopilot';
  }));
}

function headlineOf(rehearsal: boolean, state: History['integrity']['state'], why: string): string {
  const parts = [rehearsal ? "Rehearsal: gameday's own autopilot acted, so this says nothing about a team." : '', state === 'whole' ? '' : `The record is ${state}.`];
  return [...parts, why.charAt(0).toUpperCase() + why.slice(1)].filter((part) => part !== '').join(' ');
}
