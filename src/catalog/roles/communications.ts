/** Holds the role `communications`: tells customers, keeps promises about the next update, and changes the channel when one is dead. */
import { z } from 'zod';
import { firstOf } from '../../ports/first-of.ts';
import { role } from '../role.ts';
import type { Desk } from '../role.ts';
import { spanRange } from '../spans.ts';
import { crewOf, crewSettings } from './crew.ts';
import type { Crew } from './crew.ts';
import { drawMs, react, reaction } from './reaction.ts';

const spec = z.strictObject({
  ...crewSettings,
  first: reaction('3s..6s', 'from the declaration to the first notice'),
  scoped: reaction('6s..9s', 'from the first notice to one that says what, who and what to do').nullable(),
  over: spanRange.prefault('2s..4s').describe('from the end of the incident to the notice that says so'),
});
type Spec = z.output<typeof spec>;

/** Notices from the declaration to the end of one incident. Resolves with the sequence number of its end. */
async function incident(since: number, spec: Spec, crew: Crew, desk: Desk, stop: AbortSignal): Promise<number | undefined> {
  const declared = await desk.hear('milestone.reached', (heard) => heard.seq > since && heard.milestone === 'declared', stop, true);
  if (declared === undefined) return undefined;
  const over = new AbortController();
  const either = firstOf(stop, over.signal);
  const end = desk.hear('milestone.reached', (heard) => heard.seq > declared.seq && heard.milestone === 'resolved', stop, true).finally(() => over.abort());
  if (await react(desk, spec.first, spec.escalate, either)) await crew.tell('first', spec.channels, stop);
  if (spec.scoped !== null && (await react(desk, spec.scoped, spec.escalate, either))) await crew.tell('scoped', spec.channels, stop);
  while (await react(desk, spec.update, spec.escalate, either)) await crew.tell('update', spec.channels, stop);
  const resolved = await end;
  if (resolved === undefined) return undefined;
  await desk.clock.sleep(drawMs(desk, spec.over), stop);
  await crew.tell('over', spec.channels, stop);
  return resolved.seq;
}

export const communications = role({
  kind: 'communications',
  summary: 'tells customers: first notice, scoped notice, updates as promised, other channels when one is dead, and the end',
  spec,
  act: async (spec, desk, stop) => {
    const crew = crewOf(spec, desk);
    const watching = crew.watch(stop);
    // It may fail long before it is awaited, which must not end the whole process.
    watching.catch(() => {});
    for (let seq: number | undefined = -1; seq !== undefined && !stop.aborted; ) seq = await incident(seq, spec, crew, desk, stop);
    await watching;
  },
});
