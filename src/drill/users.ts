/** Holds how the drill itself looks at legitimate users: to see the steady state, and to stop in time. It scores nothing. */
import type { Event, EventOf, PlannedInject } from '../record/events.ts';

export interface Share {
  readonly sent: number;
  readonly ok: number;
}

/** Lines of users alone: generators that injects brought (floods, decoys) are none. */
export function usersOnly(planned: readonly PlannedInject[]): (event: Event) => event is EventOf<'traffic.second'> {
  const brought = new Set(planned.flatMap((inject) => inject.felt.flatMap((expected) => (expected.see === 'arrivals' ? [expected.generator] : []))));
  return (event): event is EventOf<'traffic.second'> => event.kind === 'traffic.second' && !brought.has(event.generator);
}

export function shareOf(seconds: readonly EventOf<'traffic.second'>[]): Share {
  const classes = seconds.flatMap((second) => Object.values(second.classes));
  return { sent: classes.reduce((sum, one) => sum + one.sent, 0), ok: classes.reduce((sum, one) => sum + one.ok, 0) };
}

export const percent = ({ sent, ok }: Share): string => `${((100 * ok) / sent).toFixed(1)} %`;
