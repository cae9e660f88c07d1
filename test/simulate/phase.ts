/** Holds in which phase of its drill a journal's line falls, so that failures can be put into each and counted. */
export const phases = ['opening', 'steady', 'before inject', 'in force', 'withdrawing', 'closing'] as const;
export type Phase = (typeof phases)[number];

/** `kind` stands fourth in each line; a body may hold the word again, behind it. */
const kindOf = (line: string) => /"kind":"([^"]+)"/.exec(line)?.[1];

/** Returns the phase of each line that it is given, in order; undefined before the world is open. */
export function phaseTracker(): (line: string) => Phase | undefined {
  let now: Phase | undefined;
  let withdrawing = 0;
  return (line) => {
    const kind = kindOf(line);
    if (kind === 'timeline.started') now = 'steady';
    else if (kind === 'steady.checked') now = 'before inject';
    else if (kind === 'inject.released') now = 'in force';
    else if (kind === 'timeline.ended' || (kind === 'observer.ended' && line.includes('"early":false'))) now = 'closing';
    else if (kind === 'change.withdrawing') withdrawing += 1;
    const phase = withdrawing > 0 ? 'withdrawing' : now;
    // The world itself is opened by its own program; what fails there is no drill yet.
    if (kind === 'world.opened') now = 'opening';
    if (kind === 'change.withdrawn' || kind === 'change.stuck') withdrawing -= 1;
    return phase;
  };
}
