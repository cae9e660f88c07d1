/** Holds the capability `phone`: the telephone as customers have it. */

/** How a call stands, as its caller hears it; `text` is what was said to them, on the line or when they were called back. */
export interface PhoneCall {
  readonly state: 'busy' | 'ringing' | 'voicemail' | 'answered' | 'abandoned' | 'completed';
  readonly text?: string | undefined;
  readonly calledBack: boolean;
}

/** The telephone as customers have it. Every call rejects where the telephone itself fails. */
export interface Phone {
  /** The lines of support, in the order in which customers try them; each account manager answers the line `account-manager`. */
  lines(stop: AbortSignal): Promise<readonly string[]>;
  /** Rings, or finds the line busy. The same id again is the same call. */
  dial(id: string, line: string, stop: AbortSignal): Promise<PhoneCall>;
  look(id: string, stop: AbortSignal): Promise<PhoneCall>;
  hangUp(id: string, stop: AbortSignal): Promise<PhoneCall>;
}
