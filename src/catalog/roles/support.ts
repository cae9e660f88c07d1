/** Holds the role `support`: answers calls, calls back, acknowledges cases, mails and questions in public; or doesn't, and deletes cases. */
import { z } from 'zod';
import type { Ask } from '../../ports/plays.ts';
import { role } from '../role.ts';
import { reactionTime, spanRange } from '../spans.ts';
import type { ReactionTime } from '../spans.ts';
import { answerText, contact } from './notices.ts';
import { drawMs, escalate, reaction } from './reaction.ts';
import { workThrough } from './waiting-room.ts';

const spec = z.strictObject({
  agents: z.int().min(0).max(100).default(3).describe('people on the telephone; none: it rings until its caller gives up or voicemail takes it'),
  answer: reaction('1s..3s', 'from when a free agent sees a call to the answer'),
  talk: spanRange.prefault('2s..5s').describe('how long an agent is busy with a caller'),
  callBack: reaction('5s..10s', 'from a message on the machine to the call back; null for a desk that never calls back').nullable(),
  cases: reaction('2s..6s', 'from a case, a mail or a question in public to a personal answer; null for a desk that answers none').nullable(),
  deletes: reactionTime.nullable().default(null).describe('from a case to its deletion by a desk that wants mails instead, as in 2013; null for one that deletes nothing, as by default'),
  contact,
  escalate,
});

/** Messages on the machine, letters and cases don't wait for each other. */
const readers = 20;

export const support = role({
  kind: 'support',
  summary: 'the support desk: answers calls, calls back, acknowledges cases, mails and questions in public; or, as in 2013, does not, and deletes cases',
  spec,
  act: async ({ agents, answer, talk, callBack, cases, deletes, contact, escalate }, desk, stop) => {
    const text = answerText(contact);
    const after = (time: ReactionTime) => desk.clock.sleep(drawMs(desk, time), stop);
    /** Work that takes its time and then one move; none of it where the time is null. */
    const inTime = (range: ReactionTime | null, ways: readonly Ask['way'][], move: (ask: Ask) => Promise<unknown>) =>
      range === null ? undefined : workThrough(desk, {
        ways,
        wants: (ask) => ask.way !== 'call' || !ask.rings,
        hands: readers,
        takes: range,
        escalate,
        act: async (ask) => {
          await after(range);
          if (!stop.aborted) await move(ask);
        },
      }, stop);
    const reply = (ask: Ask) => desk.answer(ask, text, stop);
    await Promise.all([
      workThrough(desk, {
        ways: ['call'],
        wants: (ask) => ask.way === 'call' && ask.line !== 'account-manager' && ask.rings,
        hands: agents,
        takes: answer,
        escalate,
        act: async (ask) => {
          await after(answer);
          if (!stop.aborted && (await reply(ask))) await after(talk);
        },
      }, stop),
      inTime(callBack, ['call'], reply),
      inTime(cases, deletes === null ? ['social', 'portal', 'email'] : ['social', 'email'], reply),
      inTime(deletes, ['portal'], (ask) => desk.remove(ask.id, stop)),
    ]);
  },
});
