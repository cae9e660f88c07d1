/** Holds the telephone lines of the support desk, and what is asked in public: plain state that asks for the time, the same behind real ports and in a simulation. */
import type { z } from 'zod';
import type { hotlineSettings } from '../settings.ts';

/** What a caller hears. `busy` calls never rang; a call that rings too long goes to voicemail, where the line has one. */
export type CallState = 'busy' | 'ringing' | 'voicemail' | 'answered' | 'abandoned' | 'completed';

export interface Call {
  readonly id: string;
  readonly line: string;
  readonly state: CallState;
  readonly sinceMs: number;
  /** What the caller was told, on the line or when called back. */
  readonly text?: string;
  readonly calledBack: boolean;
}

export interface Mention {
  readonly id: string;
  readonly sinceMs: number;
  readonly question: string;
  readonly text?: string;
}

export interface Switchboard {
  /** The lines of support, in the order in which customers try them. */
  readonly lines: readonly string[];
  /** Undefined where nobody has such a line. The same id again is the same call. */
  dial(id: string, line: string): Call | undefined;
  call(id: string): Call | undefined;
  calls(): readonly Call[];
  /** Those of them that wait: they ring, or left a message that nobody answered. */
  waiting(): readonly Call[];
  /** Undefined where that call isn't ringing any more. */
  answer(id: string, text: string): Call | undefined;
  /** For a call that left a message, or gave up. */
  callBack(id: string, text: string): Call | undefined;
  hangUp(id: string): Call | undefined;
  mention(id: string, question: string): Mention;
  mentions(): readonly Mention[];
  reply(id: string, text: string): Mention | undefined;
  forget(): void;
}

/** Each account manager has a telephone of their own, which is never busy and takes no messages. */
export const managersLine = 'account-manager';

/** A call that was given up left nothing behind. */
export const waits = ({ state, calledBack }: { readonly state: string; readonly calledBack: boolean }): boolean => state === 'ringing' || (state === 'voicemail' && !calledBack);

export function createSwitchboard({ lines, voicemailAfterMs }: z.output<typeof hotlineSettings>, now: () => number): Switchboard {
  const calls = new Map<string, Call>();
  /** A long day has many calls, few of which wait at any time. */
  const open = new Map<string, Call>();
  const mentions = new Map<string, Mention>();
  const capacity = new Map<string, number>([...lines.map(({ name, lines: many }) => [name, many] as const), [managersLine, Infinity]]);
  const set = (call: Call): Call => {
    calls.set(call.id, call);
    if (waits(call)) open.set(call.id, call);
    else open.delete(call.id);
    return call;
  };
  /** A call as it is now: what rings too long has gone to voicemail meanwhile. */
  const current = (call: Call): Call => {
    const over = call.state === 'ringing' && call.line !== managersLine && voicemailAfterMs !== null && now() - call.sinceMs >= voicemailAfterMs;
    return over ? set({ ...call, state: 'voicemail' }) : call;
  };
  const find = (id: string): Call | undefined => {
    const known = calls.get(id);
    return known && current(known);
  };
  const from = (id: string, states: readonly CallState[], change: Partial<Call>): Call | undefined => {
    const call = find(id);
    return call !== undefined && states.includes(call.state) ? set({ ...call, ...change }) : undefined;
  };
  const taken = (line: string) => [...calls.values()].map(current).filter((call) => call.line === line && (call.state === 'ringing' || call.state === 'answered')).length;
  return {
    lines: lines.map(({ name }) => name),
    dial: (id, line) => {
      const known = find(id);
      const many = capacity.get(line);
      if (known !== undefined || many === undefined) return known;
      return set({ id, line, state: taken(line) < many ? 'ringing' : 'busy', sinceMs: now(), calledBack: false });
    },
    call: find,
    calls: () => [...calls.values()].map(current),
    waiting: () => [...open.values()].map(current),
    answer: (id, text) => from(id, ['ringing'], { state: 'answered', text }),
    callBack: (id, text) => (find(id)?.calledBack === true ? undefined : from(id, ['voicemail', 'abandoned'], { calledBack: true, text })),
    hangUp: (id) => from(id, ['ringing'], { state: 'abandoned' }) ?? from(id, ['answered'], { state: 'completed' }) ?? find(id),
    mention: (id, question) => {
      const known = mentions.get(id) ?? { id, question, sinceMs: now() };
      mentions.set(id, known);
      return known;
    },
    mentions: () => [...mentions.values()],
    reply: (id, text) => {
      const known = mentions.get(id);
      if (known === undefined) return undefined;
      const answered = { ...known, text };
      mentions.set(id, answered);
      return answered;
    },
    forget: () => {
      calls.clear();
      open.clear();
      mentions.clear();
    },
  };
}
