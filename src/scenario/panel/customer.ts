/** Holds what one customer of a panel is, after its row was read and found well. */
import type { PanelChannel } from '../../record/panel.ts';

export interface Contact {
  readonly address: string;
  /** Since it was last confirmed; undefined where nobody wrote that down, and then it counts as fresh. */
  readonly ageDays?: number;
}

export interface Customer {
  readonly id: string;
  readonly region: string;
  readonly tier: string;
  /** Whether the customer stands on the notification list. */
  readonly listed: boolean;
  readonly needsRecord: boolean;
  readonly managed: boolean;
  readonly delegated: boolean;
  /** Whose sign-in (SSO) and whose mail the customer uses: `own`, `vendor`, another customer's id, or a party of the scenario's `dependencies`. */
  readonly signIn: string;
  readonly mail: string;
  readonly contacts: Readonly<Partial<Record<PanelChannel, Contact>>>;
}

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PanelIssue {
  readonly at?: Place | undefined;
  readonly expected: string;
  readonly got: string;
}
