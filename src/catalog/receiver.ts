/** Holds what a receiver is: the far end of a tool that teams already run; it turns what it hears into observations and answers as the tool would. */
import type { Inbound, Outbound } from '../ports/capabilities.ts';
import type { Clock } from '../ports/time.ts';
import type { Emit } from '../record/events.ts';

export interface Receiver {
  /** Also its path below the receivers' base URL. */
  readonly kind: string;
  readonly summary: string;
  receive(request: Inbound, desk: { readonly clock: Clock; readonly emit: Emit }): Promise<Outbound>;
}
