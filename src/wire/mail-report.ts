/** Holds what a mail says about another mail: a delivery status notification (RFC 3464) or a disposition notification (RFC 8098), each in a report by RFC 6522. */
import { bare, fieldsOf } from './mail-head.ts';
import type { Fields } from './mail-head.ts';

/** RFC 3464, section 2.3.3: *relayed* and *expanded* went on to where nobody will tell of them. */
export const deliveryActions = ['delivered', 'failed', 'delayed', 'relayed', 'expanded'] as const;

export interface DeliveryOf {
  /** As the sender wrote it, where the reporter kept that; otherwise as the reporter knows it. */
  readonly to: string;
  readonly action: (typeof deliveryActions)[number];
  /** The enhanced status code and what the other server said. */
  readonly saw: string;
}

/** `id` is the Message-ID of the original, without angle brackets; `disposition` is the type, such as `displayed` or `deleted` (RFC 8098, section 3.2.6.2). */
export type MailReport =
  | { readonly about: 'delivery'; readonly id: string; readonly recipients: readonly DeliveryOf[] }
  | { readonly about: 'disposition'; readonly id: string; readonly to: string; readonly disposition: string };

/** A report has three parts; what is longer or has more is none. */
const partsMax = 12;
const bytesMax = 1_000_000;

interface Part {
  readonly type: string;
  readonly body: string;
}

const typeOf = (fields: Fields): string => (fields.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** True for a mail that says that it is a report, whatever is in it. */
export const isReport = (head: Fields): boolean => typeOf(head) === 'multipart/report';

function partsOf(head: Fields, raw: Uint8Array): readonly Part[] {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(head.get('content-type') ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return [];
  const lines = new TextDecoder().decode(raw.subarray(0, bytesMax)).split(/\r?\n/);
  const parts: string[][] = [];
  for (const line of lines) {
    const mark = line.trimEnd();
    if (mark === `--${boundary}--` || parts.length > partsMax) break;
    if (mark === `--${boundary}`) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((part) => {
    const end = part.indexOf('');
    const fields = fieldsOf(part.slice(0, end < 0 ? part.length : end).join('\n'));
    return { type: typeOf(fields), body: end < 0 ? '' : part.slice(end + 1).join('\n') };
  });
}

/** What stands behind the address type: `rfc822; jo@example.com`. */
const addressIn = (value: string): string => bare(value.slice(value.indexOf(';') + 1));

function deliveryIn(group: Fields): DeliveryOf | undefined {
  const to = addressIn(group.get('original-recipient') ?? group.get('final-recipient') ?? '');
  const said = (group.get('action') ?? '').toLowerCase();
  const action = deliveryActions.find((one) => one === said);
  if (to === '' || action === undefined) return undefined;
  return { to, action, saw: [group.get('status'), group.get('diagnostic-code')].filter((one) => one !== undefined).join(' ') };
}

/** What a report says; otherwise what it lacks, in words. */
export function reportIn(head: Fields, raw: Uint8Array): MailReport | { readonly lacks: string } {
  const parts = partsOf(head, raw);
  const bodyOf = (types: RegExp) => parts.find((part) => types.test(part.type))?.body;
  const seen = bodyOf(/^message\/(?:global-)?disposition-notification$/);
  if (seen !== undefined) {
    const fields = fieldsOf(seen);
    const id = bare(fields.get('original-message-id') ?? '');
    const to = addressIn(fields.get('original-recipient') ?? fields.get('final-recipient') ?? '');
    // As in `manual-action/MDN-sent-manually; displayed/error`: modes, then the type, then modifiers.
    const disposition = /;\s*([a-z-]+)/i.exec(fields.get('disposition') ?? '')?.[1]?.toLowerCase();
    if (id === '' || to === '' || disposition === undefined) return { lacks: 'Original-Message-ID, Final-Recipient and Disposition (RFC 8098)' };
    return { about: 'disposition', id, to, disposition };
  }
  const status = bodyOf(/^message\/(?:global-)?delivery-status$/);
  const original = bodyOf(/^(?:text\/rfc822-headers|message\/(?:rfc822|global|global-headers))$/);
  if (status === undefined) return { lacks: 'a part message/delivery-status (RFC 3464) or message/disposition-notification (RFC 8098)' };
  const id = bare(fieldsOf(original?.split('\n\n')[0] ?? '').get('message-id') ?? '');
  if (id === '') return { lacks: "the original's headers with its Message-ID (RFC 6522)" };
  const recipients = status.split(/\n{2,}/).flatMap((group) => deliveryIn(fieldsOf(group)) ?? []);
  return recipients.length === 0 ? { lacks: 'a recipient with Final-Recipient and Action (RFC 3464)' } : { about: 'delivery', id, recipients };
}
