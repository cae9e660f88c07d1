/** Holds the role `monitoring`: the person on call who acknowledges alerts, declares the incident and declares it over. */
import { z } from 'zod';
import { firstOf } from '../../ports/first-of.ts';
import type { EventOf } from '../../record/events.ts';
import { role } from '../role.ts';
import type { Desk } from '../role.ts';
import { escalate, react, reaction } from './reaction.ts';

const spec = z.strictObject({
  acknowledge: reaction('3s..6s', 'from an alert to its acknowledgement'),
  declare: reaction('2s..4s', 'from the first acknowledgement to the declaration of an incident'),
  resolve: reaction('3s..6s', 'from the last sign of trouble to the declaration that it is over'),
  escalate,
});
type Spec = z.output<typeof spec>;

/** An alert of no severity, such as a watchdog that always fires, asks nobody for anything. */
const calls = (alert: EventOf<'alert.heard'>) => alert.labels['severity'] !== 'none';

const nameOf = (alert: EventOf<'alert.heard'>) => alert.labels['alertname'] ?? alert.fingerprint;

/** One alert after the other, as one person does; one that fires on isn't acknowledged twice. */
async function acknowledge(spec: Spec, desk: Desk, stop: AbortSignal): Promise<void> {
  const done = new Set<string>();
  const key = (alert: EventOf<'alert.heard'>) => `${alert.fingerprint} ${alert.startsAtMs}`;
  while (!stop.aborted) {
    const alert = await desk.hear('alert.heard', (heard) => heard.status === 'firing' && calls(heard) && !done.has(key(heard)), stop, true);
    if (alert === undefined || !(await react(desk, spec.acknowledge, spec.escalate, stop))) return;
    done.add(key(alert));
    desk.reach('acknowledged', nameOf(alert));
  }
}

/** Over when the last alert has been resolved and, where traffic was diverted, the direct way is back. */
async function declare(spec: Spec, desk: Desk, stop: AbortSignal): Promise<void> {
  let from = -1;
  while (!stop.aborted) {
    const since = from;
    const first = await desk.hear('milestone.reached', (heard) => heard.seq > since && heard.milestone === 'acknowledged', stop, true);
    if (first === undefined || !(await react(desk, spec.declare, spec.escalate, stop))) return;
    desk.reach('declared', first.detail);
    await quiet(first.seq, desk, stop);
    if (!(await react(desk, spec.resolve, spec.escalate, stop))) return;
    desk.reach('resolved');
    from = (await desk.hear('milestone.reached', (heard) => heard.seq > first.seq && heard.milestone === 'resolved', stop, true))?.seq ?? Infinity;
  }
}

/** How long nothing may be heard before it counts as quiet. */
const quietMs = 2000;

/** Waits until no alert fires and no diversion stands. */
async function quiet(since: number, desk: Desk, stop: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = firstOf(stop, over.signal);
  const firing = new Set<string>();
  const traffic = { diverted: false };
  let lastMs = desk.clock.now();
  const alerts = async () => {
    for (let seq = -1; !either.aborted; ) {
      const heard = await desk.hear('alert.heard', (each) => each.seq > seq && calls(each), either, true);
      if (heard === undefined) return;
      seq = heard.seq;
      if (heard.status === 'firing') firing.add(heard.fingerprint);
      else firing.delete(heard.fingerprint);
      lastMs = desk.clock.now();
    }
  };
  const diversions = async () => {
    for (let seq = since; !either.aborted; ) {
      const heard = await desk.hear('milestone.reached', (each) => each.seq > seq && (each.milestone === 'commanded' || each.milestone === 'failed-back'), either, true);
      if (heard === undefined) return;
      seq = heard.seq;
      traffic.diverted = heard.milestone === 'commanded';
      lastMs = desk.clock.now();
    }
  };
  const listening = Promise.all([alerts(), diversions()]);
  do await desk.clock.sleep(quietMs, stop);
  while (!stop.aborted && (firing.size > 0 || traffic.diverted || desk.clock.now() - lastMs < quietMs));
  over.abort();
  await listening;
}

export const monitoring = role({
  kind: 'monitoring',
  summary: 'the person on call: acknowledges alerts, declares the incident, and declares it over',
  spec,
  act: async (spec, desk, stop) => {
    await Promise.all([acknowledge(spec, desk, stop), declare(spec, desk, stop)]);
  },
});
