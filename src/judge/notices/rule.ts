/** Holds what a rule about notices is: one question, a plain way to answer it from the text alone, and the sentence that answers. */

/** Where customers are told, or can turn to. `hotline` is a call in either direction. */
export type Channel = 'status-page' | 'email' | 'portal' | 'hotline' | 'social' | 'sms' | 'account-manager';

export interface Notice {
  readonly text: string;
  /** What "here" and "this number" mean in it; undefined where nobody knows. */
  readonly channel?: Channel;
}

/** What a notice says to a question, and the sentence in which it does. */
export interface Said<T> {
  readonly answer: T;
  readonly quote: string;
}

export interface Rule<T> {
  readonly id: string;
  /** The question that it answers. */
  readonly asks: string;
  /** Why it is read in this way, and where it goes wrong. */
  readonly because: string;
  /**
   * Whether it decides by itself, or only asks the facilitator: when it finds something, and when it finds nothing. It decides where it is right nine
   * times in ten on forty labelled notices, and still is together with twenty that it wasn't made from. A test holds this against the measurement.
   */
  readonly decides: { readonly found: boolean; readonly silent: boolean };
  /** Empty where the notice doesn't say. Pure; any text is allowed. */
  read(notice: Notice): readonly Said<T>[];
}

export const rule = <T>(declared: Rule<T>): Rule<T> => declared;
