/** Holds the relay's modes: how it fails when it is told to. */

/**
 * `refused`: nobody listens. `hanging`: connections are taken and never greeted. `temporary-failure`: 451 to every sender. `slow`: replies
 * wait, mail still works. `lost`: 250, then dropped. `bounced`: 250, then a delivery status notification to the sender (RFC 3464).
 */
export const mailModes = ['normal', 'refused', 'hanging', 'temporary-failure', 'slow', 'lost', 'bounced'] as const;
export type MailMode = (typeof mailModes)[number];
