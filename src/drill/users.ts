/** Holds how the drill itself looks at legitimate users: to see the steady state, and to stop in time. It scores nothing. */
import type { EventOf, PlannedInject } from '../record/events.ts';

export interface Share {
  readonly sent: number;
  readonly ok: number;
}

/** Lines of users alone: generators that injects brought (floods, decoys) are none. */
export function usersOnly(planned: readonly PlannedInject[]): (second: EventOf<'traffic.second'>) => boolean {
  const brought = new Set(planned.flatMap((inject) => inject.felt.flatMap((expected) => (expected.see === 'arrivals' ? [expected.generator] : []))));
  return ({ generator }) => !brought.has(generator);
}

export function shareOf(seconds: readonly EventOf<'traffic.second'>[]): Share {
  const share = { sent: 0, ok: 0 };
  for (const { classes } of seconds) {
    for (const one of Object.values(classes)) {
      share.sent += one.sent;
      share.ok += one.ok;
    }
  }
  return share;
}

export const percent = ({ sent, ok }: Share): string => `${((100 * ok) / sent).toFixed(1)} %`;
