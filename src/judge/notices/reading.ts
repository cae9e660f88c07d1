/** Holds the reading of notices: each rule asked once a text, however often the same words went out. */
import type { Notice, Said } from './rule.ts';
import { rules } from './rules/index.ts';

export type RuleId = keyof typeof rules;
export type Answer<K extends RuleId> = ReturnType<(typeof rules)[K]['read']>[number] extends Said<infer T> ? T : never;

const known = new WeakMap<Notice, Map<RuleId, readonly Said<unknown>[]>>();

/** What a notice says to a rule's question. The object is what is remembered, so hand in the same one. */
export function said<K extends RuleId>(notice: Notice, id: K): readonly Said<Answer<K>>[] {
  const answers = known.get(notice) ?? new Map<RuleId, readonly Said<unknown>[]>();
  known.set(notice, answers);
  const found = answers.get(id) ?? rules[id].read(notice);
  answers.set(id, found);
  // Each answer is filed under its own rule, which a type can't follow through the look-up.
  return found as readonly Said<Answer<K>>[];
}
