/** Holds the mailboxes: what was delivered to whom and when, as it came and as people read it. */

export interface Delivered {
  /** Message-ID without its angle brackets; of the original for a bounce. */
  readonly id: string;
  readonly atMs: number;
  readonly subject: string;
  readonly text: string;
  readonly bounce: boolean;
}

export interface Mailboxes {
  deliver(to: string, message: Delivered, raw: string): void;
  read(address: string): readonly Delivered[];
  raw(address: string): readonly string[];
  forget(): void;
}

/** A mailbox keeps its newest messages; an e-mail flood must not fill the memory. */
const keptPerMailbox = 2000;
const nameOf = (address: string): string => address.trim().toLowerCase();

export function createMailboxes(): Mailboxes {
  const boxes = new Map<string, { readonly message: Delivered; readonly raw: string }[]>();
  return {
    deliver(to, message, raw) {
      const box = boxes.get(nameOf(to)) ?? [];
      box.push({ message, raw });
      if (box.length > keptPerMailbox) box.shift();
      boxes.set(nameOf(to), box);
    },
    read: (address) => (boxes.get(nameOf(address)) ?? []).map(({ message }) => message),
    forget: () => boxes.clear(),
    raw: (address) => (boxes.get(nameOf(address)) ?? []).map(({ raw }) => raw),
  };
}
