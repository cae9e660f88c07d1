/** Holds the book of cases that a help desk keeps during a run, and how each entry is put down: opened, first answered by a person or by an automation, kept, deleted. */
import type { ReceiverDesk } from '../receiver.ts';

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly text: string;
  readonly public: boolean;
  readonly atMs: number;
}

export interface Case {
  readonly id: string;
  /** A customer by e-mail address or account, where one was named. */
  readonly customer: string | undefined;
  readonly title: string;
  readonly createdMs: number;
  readonly comments: Comment[];
  status: string;
  updatedMs: number;
  acknowledged: boolean;
}

export type Author = 'customer' | 'person' | 'automation';

export interface CaseBook {
  all(): readonly Case[];
  find(id: string): Case | undefined;
  open(one: { readonly id: string; readonly customer: string | undefined; readonly title: string; readonly text: string; readonly author: string; readonly status: string }): Case;
  /** Adds a comment, of which only the first public one of a person acknowledges. */
  comment(to: Case, comment: { readonly author: string; readonly text: string; readonly public: boolean; readonly as: Author }): Comment;
  /** Any other change; a case that is worked on is one that was kept. */
  change(of: Case, status: string | undefined): void;
  /** Somebody looked, and it was there: put down once after each change, since people and programs look often. */
  seen(one: Case): void;
  remove(one: Case): void;
}

const charactersMax = 20_000;
/** More than a drill has; a flood must not fill the memory. The oldest stay in the record and are not found any more. */
const casesMax = 100_000;

/** What addresses of programs begin with, or hold between dots and dashes. */
const programs = /(?:^|[._+-])(?:no-?reply|do-?not-?reply|auto(?:mation|mated|reply|responder)?|bot|system|mailer-daemon)(?:[._+-]|$)/i;

/** Whether a user's address says that a program acts: `automation@vendor.example`, `support-bot@vendor.example`. */
export const isProgram = (email: string): boolean => programs.test(email.split('@')[0] ?? '');

export function caseBook({ clock, hear }: Pick<ReceiverDesk, 'clock' | 'hear'>, receiver: string): CaseBook {
  const cases = new Map<string, Case>();
  const lookedAt = new WeakSet<Case>();
  let comments = 0;

  const add = (to: Case, { author, text, public: shown }: Omit<Comment, 'id' | 'atMs'>): Comment => {
    const comment = { id: ++comments, author, text, public: shown, atMs: clock.now() };
    to.comments.push(comment);
    to.updatedMs = comment.atMs;
    return comment;
  };
  const put = ({ id, customer }: Case, state: 'opened' | 'acknowledged' | 'answered' | 'kept' | 'deleted', more: { readonly actor?: 'person' | 'automation'; readonly text?: string } = {}) =>
    hear('case.moved', { atMs: clock.now(), case: id, state, receiver, rung: state === 'acknowledged' ? 'acknowledged' : 'accepted', ...(customer !== undefined && { customer }), ...more });

  return {
    all: () => [...cases.values()],
    find: (id) => cases.get(id),
    open: ({ id, customer, title, text, author, status }) => {
      const atMs = clock.now();
      const opened: Case = { id, customer, title, status, createdMs: atMs, updatedMs: atMs, comments: [], acknowledged: false };
      cases.set(id, opened);
      const [oldest] = cases.size > casesMax ? cases.keys() : [];
      if (oldest !== undefined) cases.delete(oldest);
      add(opened, { author, text, public: true });
      put(opened, 'opened', { text: `${title}\n${text}`.trim().slice(0, charactersMax) });
      return opened;
    },
    comment: (to, { as, ...comment }) => {
      const added = add(to, comment);
      lookedAt.delete(to);
      const first = comment.public && as === 'person' && !to.acknowledged;
      if (first) to.acknowledged = true;
      const text = comment.text.slice(0, charactersMax);
      put(to, first ? 'acknowledged' : comment.public && as === 'automation' ? 'answered' : 'kept', { actor: as === 'automation' ? 'automation' : 'person', ...(comment.public && { text }) });
      return added;
    },
    change: (of, status) => {
      of.status = status ?? of.status;
      of.updatedMs = clock.now();
      put(of, 'kept');
    },
    seen: (one) => {
      if (lookedAt.has(one)) return;
      lookedAt.add(one);
      put(one, 'kept');
    },
    remove: (one) => {
      cases.delete(one.id);
      put(one, 'deleted');
    },
  };
}
