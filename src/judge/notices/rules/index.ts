/** Holds the list of rules about notices, each with its reason: what is printed about them derives from here. */
import type { Rule } from '../rule.ts';
import { action } from './action.ts';
import { affected } from './affected.ts';
import { authority } from './authority.ts';
import { drill } from './drill.ts';
import { fallback } from './fallback.ts';
import { leaks } from './leaks.ts';
import { nextUpdate } from './next-update.ts';
import { sendsTo } from './sends-to.ts';
import { state } from './state.ts';
import { who } from './who.ts';

export const rules = { drill, affected, who, action, authority, fallback, 'next-update': nextUpdate, 'sends-to': sendsTo, state, leaks } as const satisfies Readonly<Record<string, Rule<unknown>>>;
