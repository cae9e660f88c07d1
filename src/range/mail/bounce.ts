/** Holds how a bounce is written: a delivery status notification by RFC 3464, in a report by RFC 6522. */

export interface BounceOf {
  /** Message-ID of the original, without angle brackets. */
  readonly id: string;
  readonly subject: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly atMs: number;
}

const relay = 'relay.range.example';

/** The notification as it goes over the wire; three parts: for people, for programs, and the headers of the original. */
export function bounceText({ id, subject, sender, recipients, atMs }: BounceOf): string {
  const date = new Date(atMs).toUTCString().replace('GMT', '+0000');
  const boundary = `range-${atMs}-${Buffer.from(id).toString('hex').slice(0, 32)}`;
  const perRecipient = recipients.flatMap((recipient) => [
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.4.7',
    'Diagnostic-Code: smtp; 554 5.4.7 the relay could not pass this message on',
    `Last-Attempt-Date: ${date}`,
    '',
  ]);
  return [
    `From: Mail Delivery System <mailer-daemon@${relay}>`,
    `To: ${sender}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${date}`,
    `Message-ID: <bounce-${atMs}-${id}>`,
    `In-Reply-To: <${id}>`,
    `References: <${id}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Your message <${id}> could not be delivered to: ${recipients.join(', ')}`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${relay}`,
    `Arrival-Date: ${date}`,
    '',
    ...perRecipient,
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${id}>`,
    `Subject: ${subject.replace(/[\r\n]+/g, ' ')}`,
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n');
}
