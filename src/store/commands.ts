/** Holds what people may tell a running drill, from its terminal or from another one. */
import { z } from 'zod';
import type { Milestone } from '../record/events.ts';

const milestones = ['began', 'acknowledged', 'declared', 'decided', 'commanded', 'failed-back', 'resolved'] as const satisfies readonly Milestone[];
const role = z.string().min(1);

export const commandSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('note'), role, text: z.string().min(1) }),
  z.strictObject({ do: z.literal('hold'), role }),
  z.strictObject({ do: z.literal('resume'), role }),
  z.strictObject({ do: z.literal('skip'), role, inject: z.string(), because: z.string() }),
  z.strictObject({ do: z.literal('release'), role, inject: z.string() }),
  z.strictObject({ do: z.literal('abort'), role, because: z.string(), realIncident: z.boolean() }),
  z.strictObject({ do: z.literal('rule'), role, finding: z.string().min(1), because: z.string().min(1), as: z.enum(['upheld', 'dismissed']) }),
  z.strictObject({ do: z.literal('mark'), role, milestone: z.enum(milestones), source: z.enum(['facilitator', 'self-reported']), atMs: z.number().optional(), clockErrMs: z.number().nonnegative().optional(), detail: z.string().optional() }),
]);

/** `role` is who says so: `facilitator`, or the role that reports itself. */
export type Command = z.output<typeof commandSchema>;
export type Ruled = Extract<Command, { do: 'rule' }>;

export type Reply = { readonly ok: true; readonly said: string } | { readonly ok: false; readonly why: string };
export type Handle = (command: Command) => Promise<Reply>;

export const replySchema = z.union([z.object({ ok: z.literal(true), said: z.string() }), z.object({ ok: z.literal(false), why: z.string() })]);
