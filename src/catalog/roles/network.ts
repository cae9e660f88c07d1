/** Holds the role `network`: decides to divert, commands it, takes the second partner when the first fails, then or later, and leads traffic back. */
import { z } from 'zod';
import { firstOf } from '../../ports/first-of.ts';
import type { EventOf } from '../../record/events.ts';
import { role } from '../role.ts';
import type { Desk } from '../role.ts';
import { span } from '../spans.ts';
import { attackOver } from './attack-over.ts';
import { drawMs, escalate, react, reaction } from './reaction.ts';

const spec = z.strictObject({
  practised: z.boolean().default(true).describe('whether diversion was ever practised; a crew that never did does not divert'),
  partners: z.array(z.string().min(1)).min(1).default(['partner-a', 'partner-b']).describe('scrubbing partners, in the order in which they are tried'),
  on: z.array(z.string().min(1)).min(1).default(['EdgeErrorBudgetBurn']).describe('names of the alerts that mean an attack on the edge'),
  decide: reaction('3s..6s', 'from declared incident and alert to the decision to divert'),
  command: reaction('1s..2s', 'from a decision to its command'),
  verify: span.prefault('6s').describe('how long a partner may take until a probe comes through it; then the next one is tried'),
  quiet: reaction('10s..12s', 'for how long the partner must have nothing to strip before traffic is led back'),
  escalate,
});
type Spec = z.output<typeof spec>;

const isOurs = (spec: Spec, alert: EventOf<'alert.heard'>) => alert.status === 'firing' && spec.on.includes(alert.labels['alertname'] ?? '');

/** A probe that came through the partner and was answered before the time to verify is over. */
const verified = (partner: string, spec: Spec, desk: Desk, stop: AbortSignal): Promise<EventOf<'path.seen'> | undefined> =>
  desk.hear('path.seen', (probe) => probe.ok && probe.via.includes(partner), desk.clock.deadline(spec.verify, stop));

/** Whether the partner did its part: what fails behind it is not its fault. */
const carried = (partner: string, { ok, via }: EventOf<'path.seen'>): boolean => ok || (via.includes(partner) && via.at(-1) !== partner);

/** One probe that fails is bad luck. */
const failuresInRow = 3;

/** Leads traffic through a partner; resolves with true once the attack is over, with false where the partner doesn't take the traffic, or carries it no more while there is `another`. */
async function protect(partner: string, another: boolean, spec: Spec, desk: Desk, stop: AbortSignal): Promise<boolean> {
  desk.reach('commanded', partner);
  const took = await desk.play('divert', { to: partner }, stop).then(() => true, () => false);
  const proof = took ? await verified(partner, spec, desk, stop) : undefined;
  if (another && proof === undefined) return false;
  const over = new AbortController();
  const either = firstOf(stop, over.signal);
  let failures = 0;
  const watch = async () => {
    for (let probe; (probe = await desk.hear('path.seen', ({ entry }) => entry === proof?.entry, either)) !== undefined; ) {
      failures = carried(partner, probe) ? 0 : failures + 1;
      if (another && failures >= failuresInRow) over.abort();
    }
  };
  const watching = watch();
  const isOver = await attackOver(partner, drawMs(desk, spec.quiet), () => failures < failuresInRow, desk, either);
  over.abort();
  await watching;
  return isOver;
}

/** Partner after partner; the last one is kept whatever it does, since all have been tried. Resolves with whether the attack is over. */
async function divert(spec: Spec, desk: Desk, stop: AbortSignal): Promise<boolean> {
  for (const partner of spec.partners) {
    if (!(await react(desk, spec.command, spec.escalate, stop))) return false;
    if (await protect(partner, partner !== spec.partners.at(-1), spec, desk, stop)) return true;
  }
  return false;
}

async function failBack(spec: Spec, desk: Desk, stop: AbortSignal): Promise<void> {
  if (!(await react(desk, spec.command, spec.escalate, stop))) return;
  await desk.play('fail-back', { to: 'edge' }, stop);
  desk.reach('failed-back');
}

export const network = role({
  kind: 'network',
  summary: 'the network team: decides on diversion, commands it, proves it, and leads traffic back when the attack is over',
  spec,
  act: async (spec, desk, stop) => {
    if (!spec.practised) return;
    for (let handled = -1; !stop.aborted; ) {
      const since = handled;
      // Both may come in either order: an alert without an incident is not theirs to act on, nor an incident without such an alert.
      const alert = await desk.hear('alert.heard', (heard) => heard.seq > since && isOurs(spec, heard), stop, true);
      const declared = await desk.hear('milestone.reached', (heard) => heard.milestone === 'declared', stop, true);
      if (alert === undefined || declared === undefined || !(await react(desk, spec.decide, spec.escalate, stop))) return;
      desk.reach('decided');
      if (!(await divert(spec, desk, stop))) return;
      await failBack(spec, desk, stop);
      // Only an alert that fires anew is a new attack: its rule looks back, and may go on firing for a while.
      handled = Math.max(alert.seq, declared.seq, (await lastAlert(spec, desk, stop)) ?? -1);
    }
  },
});

/** The newest of the alerts heard so far. */
async function lastAlert(spec: Spec, desk: Desk, stop: AbortSignal): Promise<number | undefined> {
  let last: number | undefined;
  const heardSoFar = desk.clock.deadline(0, stop);
  for (;;) {
    const after = last ?? -1;
    const next = await desk.hear('alert.heard', (heard) => heard.seq > after && isOurs(spec, heard), heardSoFar, true);
    if (next === undefined) return last;
    last = next.seq;
  }
}
