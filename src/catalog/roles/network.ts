/** Holds the role `network`: decides to divert, commands it, takes the second partner when the first fails, and leads traffic back. */
import { z } from 'zod';
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

/** Whether a probe came through the partner and was answered, before the time to verify is over. */
async function verified(partner: string, spec: Spec, desk: Desk, stop: AbortSignal): Promise<boolean> {
  const limit = desk.clock.deadline(spec.verify, stop);
  return (await desk.hear('path.seen', (probe) => probe.ok && probe.via.includes(partner), limit)) !== undefined;
}

/** Tries partner after partner; resolves with the one that took traffic, or with the last one, since all have been tried. */
async function divert(spec: Spec, desk: Desk, stop: AbortSignal): Promise<string | undefined> {
  for (const partner of spec.partners) {
    if (!(await react(desk, spec.command, spec.escalate, stop))) return undefined;
    desk.reach('commanded', partner);
    const took = await desk.play('divert', { to: partner }, stop).then(() => true, () => false);
    if (took && (await verified(partner, spec, desk, stop))) return partner;
  }
  return stop.aborted ? undefined : spec.partners.at(-1);
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
      const partner = await divert(spec, desk, stop);
      if (partner === undefined || !(await attackOver(partner, drawMs(desk, spec.quiet), desk, stop))) return;
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
