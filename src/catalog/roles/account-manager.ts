/** Holds the role `account-manager`: answers customers who call their own contact; while absent, a delegate does after a while, or nobody. */
import { z } from 'zod';
import { role } from '../role.ts';
import { answerText, contact } from './notices.ts';
import { drawMs, escalate, reaction } from './reaction.ts';
import { workThrough } from './waiting-room.ts';

const spec = z.strictObject({
  answer: reaction('2s..5s', 'from a call to the answer'),
  contact,
  escalate,
});

/** Each customer has their own, so that none is busy with another. */
const hands = 100;

export const accountManager = role({
  kind: 'account-manager',
  summary: "customers' personal contacts: answer those who call them, or a delegate does while they are away",
  spec,
  act: ({ answer, contact, escalate }, desk, stop) =>
    workThrough(desk, {
      ways: ['call'],
      wants: (ask) => ask.way === 'call' && ask.line === 'account-manager' && ask.rings,
      hands,
      takes: answer,
      escalate,
      act: async (ask) => {
        await desk.clock.sleep(drawMs(desk, answer), stop);
        if (!stop.aborted) await desk.answer(ask, answerText(contact), stop);
      },
    }, stop),
});
