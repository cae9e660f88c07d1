/** Holds how a drill's outcome and exit code follow from its capabilities and its validity. */
import type { History } from '../record/history.ts';
import { worst } from './rate.ts';
import { notExercised } from './roll-up.ts';
import type { CapabilityResult, Outcome, Scorecard, ValidityCheck } from './scorecard.ts';
import { unprovedOf } from './validity/withdrawn.ts';
import { capabilityWords, ratingWords } from './words.ts';

export interface Verdict {
  readonly outcome: Outcome;
  readonly exitCode: Scorecard['exitCode'];
  readonly why: string;
}

/** The worst news first: what was left behind, then who stopped the drill, then what it doesn't prove, then how it went. */
export function verdictOf(history: History, capabilities: readonly CapabilityResult[], validity: readonly ValidityCheck[]): Verdict {
  // In a damaged record the proof may be in what can't be trusted: then the drill is inconclusive, and the check `withdrawn` says so.
  const open = history.integrity.state === 'damaged' ? [] : unprovedOf(history);
  if (open.length > 0) return { outcome: 'not withdrawn', exitCode: 4, why: `a fault may still be in force: ${[...new Set(open.map((one) => one.inject))].join(', ')}. Run \`gameday heal\`.` };
  const aborted = abortOf(history);
  if (aborted !== undefined) return { outcome: 'aborted', exitCode: 3, why: `the drill was aborted: ${aborted}.` };
  const doubt = doubtOf(capabilities, validity);
  if (doubt !== undefined) return { outcome: 'inconclusive', exitCode: 2, why: `the drill proves nothing either way: ${doubt}` };
  const rated = capabilities.filter((one) => one.rating !== null);
  const outcome = worst(rated.flatMap((one) => one.rating ?? [])) ?? 'U';
  const deciding = rated.filter((one) => one.rating === outcome).map((one) => capabilityWords[one.capability]);
  return { outcome, exitCode: outcome === 'P' || outcome === 'S' ? 0 : 1, why: `${listOf(deciding)} ${deciding.length > 1 ? 'were' : 'was'} ${ratingWords[outcome]}.` };
}

const listOf = (names: readonly string[]) => names.join(', ').replace(/, ([^,]*)$/, ' and $1');

function abortOf(history: History): string | undefined {
  const guardrail = history.first('guardrail.tripped');
  if (guardrail !== undefined) return `guardrail ${guardrail.guardrail} (${guardrail.saw})`;
  const asked = history.first('abort.requested');
  if (asked !== undefined) return `by ${asked.role}${asked.realIncident ? ', because of a real incident' : ''}: ${asked.because}`;
  const closed = history.last('run.closed')?.because === 'aborted' || history.last('timeline.ended')?.because === 'aborted';
  return closed ? 'before its end' : undefined;
}

function doubtOf(capabilities: readonly CapabilityResult[], validity: readonly ValidityCheck[]): string | undefined {
  const failed = validity.find((one) => one.is === 'failed') ?? validity.find((one) => one.is === 'unknown');
  if (failed !== undefined) return `${failed.title.charAt(0).toLowerCase()}${failed.title.slice(1)}: ${failed.is === 'failed' ? 'this failed' : 'this is unknown'}. ${failed.saw}.`;
  const inScope = capabilities.filter((one) => one.inScope);
  const unrated = inScope.find((one) => one.rating === null && !notExercised(one));
  if (unrated !== undefined) return unrated.sentence;
  if (inScope.every((one) => one.rating === null)) return inScope.length === 0 ? 'no capability was in scope.' : `nothing in scope was exercised. ${inScope[0]?.sentence ?? ''}`;
  return undefined;
}
