/** Holds how a crew on autopilot tells customers: on which channels, by what it knows of those that are dead, and once elsewhere when one dies. */
import { z } from 'zod';
import { type Notice, noticeChannels } from '../../ports/plays.ts';
import type { Desk } from '../role.ts';
import { spanRange } from '../spans.ts';
import { followChannel } from './dead-channels.ts';
import { type Channel, contactPlaces, type Stage, words } from './notices.ts';
import { escalate, react, reaction } from './reaction.ts';

export const crewSettings = {
  channels: z.array(z.enum(noticeChannels)).min(1).default(['status-page', 'email']).describe('where each notice is published'),
  contact: contactPlaces,
  update: spanRange.prefault('15s..18s').describe('from one notice to the next; a range, since notices promise the next one'),
  promises: z.boolean().default(true).describe('whether notices say when the next one comes'),
  fallback: reaction('3s..6s', 'from the first sign that e-mail, or another channel of the crew, is dead to a notice on others; null for a crew that has none').nullable(),
  fallbackChannels: z.array(z.enum(noticeChannels)).min(1).default(['status-page', 'email']).describe('where that notice is published, as far as they are not dead too'),
  escalate,
};
type Settings = z.output<z.ZodObject<typeof crewSettings>>;

export interface Crew {
  /** Publishes on one channel after the other; of those that don't take it customers are told on others. */
  tell(stage: Stage, channels: readonly Notice['channel'][], stop: AbortSignal): Promise<void>;
  /** Looks at the channels until `stop`, and tells customers of each that dies; the next time that it dies, after it worked again, it tells them again. */
  watch(stop: AbortSignal): Promise<void>;
}

/** A promise leaves room for the slowest draw and for publishing. */
const promiseMs = ({ update }: Settings) => Math.round(update.highMs * 1.2 + 1000);

export function crewOf(spec: Settings, desk: Desk): Crew {
  const contacts = typeof spec.contact === 'string' ? ([spec.contact] as const) : spec.contact;
  /** What was seen to be dead works again when that is seen; what only refused a notice, when it takes one. */
  const dead = new Map<Channel, 'seen' | 'refused'>();
  const isAlive = (channel: Channel) => !dead.has(channel);

  /** Whether that is news. */
  const giveUp = (channel: Channel, how: 'seen' | 'refused'): boolean => {
    const wasAlive = isAlive(channel);
    if (wasAlive || how === 'seen') dead.set(channel, how);
    return wasAlive;
  };

  async function fallBack(channel: Channel, stop: AbortSignal): Promise<void> {
    if (spec.fallback === null || !(await react(desk, spec.fallback, spec.escalate, stop))) return;
    const left = spec.fallbackChannels.filter((other) => other !== channel && isAlive(other));
    if (left.length === 0) desk.note(`${channel} is dead, and customers can't be told so: of ${spec.fallbackChannels.join(', ')} no other works`);
    await tell({ dead: channel }, left, stop);
  }

  async function tell(stage: Stage, channels: readonly Notice['channel'][], stop: AbortSignal): Promise<void> {
    const refused: Channel[] = [];
    for (const channel of channels) {
      if (stop.aborted) return;
      // No update follows on a channel that is used for once.
      const nextUpdateMs = spec.promises && stage !== 'over' && spec.channels.includes(channel) ? promiseMs(spec) : undefined;
      const contact = contacts.find(isAlive) ?? contacts[0];
      const isTaken = await desk.publish({ channel, ...words(stage, contact, nextUpdateMs), ...(nextUpdateMs === undefined ? {} : { nextUpdateMs }) }, stop);
      if (isTaken && dead.get(channel) === 'refused') dead.delete(channel);
      if (!isTaken && giveUp(channel, 'refused')) refused.push(channel);
    }
    for (const channel of refused) await fallBack(channel, stop);
  }

  return {
    tell,
    watch: async (stop) => {
      if (spec.fallback === null) return;
      const used = new Set<Channel>(['email', ...spec.channels, ...spec.fallbackChannels, ...contacts]);
      const follow = (channel: Channel) =>
        followChannel(channel, desk, async () => {
          if (giveUp(channel, 'seen')) await fallBack(channel, stop);
        }, () => void dead.delete(channel), stop);
      await Promise.all([...used].map(follow));
    },
  };
}
