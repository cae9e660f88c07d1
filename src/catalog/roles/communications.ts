/** Holds the role `communications`: tells customers, keeps promises about the next update, and changes the channel when mail fails. */
import { z } from 'zod';
import { type Notice, noticeChannels } from '../../ports/plays.ts';
import { role } from '../role.ts';
import type { Desk } from '../role.ts';
import { spanRange } from '../spans.ts';
import { contact, words } from './notices.ts';
import type { Stage } from './notices.ts';
import { drawMs, escalate, react, reaction } from './reaction.ts';

const spec = z.strictObject({
  channels: z.array(z.enum(noticeChannels)).min(1).default(['status-page', 'email']).describe('where each notice is published'),
  contact,
  first: reaction('3s..6s', 'from the declaration to the first notice'),
  scoped: reaction('6s..9s', 'from the first notice to one that says what, who and what to do').nullable(),
  update: spanRange.prefault('15s..18s').describe('from one notice to the next; a range, since notices promise the next one'),
  promises: z.boolean().default(true).describe('whether notices say when the next one comes'),
  fallback: reaction('3s..6s', 'from the first sign that mail fails to a notice on other channels; null for a crew that has none').nullable(),
  fallbackChannels: z.array(z.enum(noticeChannels).exclude(['email'])).min(1).default(['status-page']).describe('where that notice is published'),
  over: spanRange.prefault('2s..4s').describe('from the end of the incident to the notice that says so'),
  escalate,
});
type Spec = z.output<typeof spec>;

/** A promise leaves room for the slowest draw and for publishing. */
const promiseMs = (spec: Spec) => Math.round(spec.update.highMs * 1.2 + 1000);

async function tell(stage: Stage, channels: readonly Notice['channel'][], spec: Spec, desk: Desk, stop: AbortSignal): Promise<void> {
  for (const channel of channels) {
    if (stop.aborted) return;
    // No update follows on a channel that is used for once.
    const nextUpdateMs = spec.promises && stage !== 'over' && spec.channels.includes(channel) ? promiseMs(spec) : undefined;
    await desk.publish({ channel, ...words(stage, spec.contact, nextUpdateMs), ...(nextUpdateMs === undefined ? {} : { nextUpdateMs }) }, stop);
  }
}

/** Notices from the declaration to the end of one incident. Resolves with the sequence number of its end. */
async function incident(since: number, spec: Spec, desk: Desk, stop: AbortSignal): Promise<number | undefined> {
  const declared = await desk.hear('milestone.reached', (heard) => heard.seq > since && heard.milestone === 'declared', stop, true);
  if (declared === undefined) return undefined;
  const over = new AbortController();
  const either = AbortSignal.any([stop, over.signal]);
  const end = desk.hear('milestone.reached', (heard) => heard.seq > declared.seq && heard.milestone === 'resolved', stop, true).finally(() => over.abort());
  if (await react(desk, spec.first, spec.escalate, either)) await tell('first', spec.channels, spec, desk, stop);
  if (spec.scoped !== null && (await react(desk, spec.scoped, spec.escalate, either))) await tell('scoped', spec.channels, spec, desk, stop);
  while (await react(desk, spec.update, spec.escalate, either)) await tell('update', spec.channels, spec, desk, stop);
  const resolved = await end;
  if (resolved === undefined) return undefined;
  await desk.clock.sleep(drawMs(desk, spec.over), stop);
  await tell('over', spec.channels, spec, desk, stop);
  return resolved.seq;
}

const failing: readonly string[] = ['refused', 'temporary-failure', 'timeout', 'bounced', 'missing'];

/** Mail that fails gets one notice elsewhere; the next outage of mail, after it flowed again, gets another. */
async function fallBack(spec: Spec, desk: Desk, stop: AbortSignal): Promise<void> {
  if (spec.fallback === null) return;
  for (let flowedMs = -Infinity; !stop.aborted; ) {
    const after = flowedMs;
    // One that was on its way already when mail flowed again tells of the outage before.
    const failed = await desk.hear('mail.canary', (canary) => canary.atMs - canary.ms > after && failing.includes(canary.state), stop, true);
    if (failed === undefined || !(await react(desk, spec.fallback, spec.escalate, stop))) return;
    await tell('fallback', spec.fallbackChannels, spec, desk, stop);
    flowedMs = (await desk.hear('mail.canary', (canary) => canary.seq > failed.seq && canary.state === 'delivered', stop, true))?.atMs ?? Infinity;
  }
}

export const communications = role({
  kind: 'communications',
  summary: 'tells customers: first notice, scoped notice, updates as promised, another channel when mail fails, and the end',
  spec,
  act: async (spec, desk, stop) => {
    const falling = fallBack(spec, desk, stop);
    // It may fail long before it is awaited, which must not end the whole process.
    falling.catch(() => {});
    for (let seq: number | undefined = -1; seq !== undefined && !stop.aborted; ) seq = await incident(seq, spec, desk, stop);
    await falling;
  },
});
