/** Holds the events that somebody who watches a drill is told, each as one plain line; the rest stays in the record. */
import type { Event, EventOf, Kind } from '../../record/events.ts';

const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`;

type Teller<K extends Kind> = (event: EventOf<K>) => string | undefined;

const tellers: { readonly [K in Kind]?: Teller<K> } = {
  'run.opened': (event) => `${event.mode === 'observe' ? 'observing' : 'drill'} ${event.run}: "${event.brief.title}" in the ${event.world} world${event.insteadOf === undefined ? (event.simulated ? ' (simulated)' : '') : `, instead of ${event.insteadOf.world}`}, seed ${event.seed}`,
  'world.opened': () => 'the world is up; watching for a steady state',
  'steady.checked': (event) => `${event.ok ? 'steady' : 'NOT steady'}: ${event.saw}`,
  'timeline.started': () => 'the timeline starts',
  'inject.skipped': (event) => `skipped ${event.inject}: ${event.because}`,
  'change.failed': (event) => `FAILED to apply ${event.inject}: ${event.error}`,
  // The users' own traffic ends with the drill, and that says nothing.
  'change.withdrawn': (event) => (event.inject === 'legitimate' ? undefined : `withdrawn ${event.inject}: ${event.saw}${event.kept === undefined ? '' : `; kept what somebody else set: ${event.kept}`}`),
  'change.stuck': (event) => `COULD NOT WITHDRAW ${event.inject}: ${event.saw}`,
  'guardrail.tripped': (event) => `GUARDRAIL: ${event.guardrail}; ${event.saw}`,
  'lease.lost': (event) => `another process has taken this run over: ${event.saw}`,
  'hold.started': (event) => `held by ${event.role}; the clock of the scenario stands`,
  'hold.ended': (event) => `goes on, by ${event.role}`,
  'note.added': (event) => `note by ${event.role}: ${event.text}`,
  'abort.requested': (event) => `ABORT asked for by ${event.role}: ${event.because}${event.realIncident ? ' (a real incident)' : ''}`,
  'milestone.reached': (event) => `${event.role} ${event.milestone}${event.detail === undefined ? '' : `: ${event.detail}`} (${event.source})`,
  // A watchdog always fires, and asks nobody for anything.
  'alert.heard': (event) => (event.labels['severity'] === 'none' ? undefined : `alert ${event.status}: ${event.labels['alertname'] ?? event.fingerprint}`),
  'silence.seen': (event) => `${event.createdBy} SILENCED ${event.matchers}: ${event.comment}`,
  'observer.ended': (event) => (event.early ? `observer ${event.observer} went blind: ${event.because}` : undefined),
  'generator.ended': (event) => (event.expected ? undefined : `generator ${event.generator} ended by itself (${event.code ?? 'still there'}): ${event.saw}`),
  'child.ended': (event) => (event.expected ? undefined : `${event.name} died (${event.signal ?? event.code ?? 'of nobody knows what'})`),
  'timeline.ended': (event) => (event.because === 'complete' ? 'the timeline is complete; withdrawing' : 'the timeline was aborted; withdrawing'),
  'run.closed': (event) => (event.leftBehind.length === 0 ? 'everything is withdrawn and stopped' : `LEFT BEHIND: ${event.leftBehind.join(', ')}`),
};

/** The line of an event, or undefined where it is nothing to be told. */
export const told = (event: Event): string | undefined => (tellers[event.kind] as Teller<Kind> | undefined)?.(event);

/** Notices take many rungs to many people, and a trouble may come every second: each rung of a notice and each trouble is told once. */
export function toldOnce(seen: Set<string>, event: Event): string | undefined {
  if (event.kind === 'trouble') {
    const first = !seen.has(event.what);
    seen.add(event.what);
    return first ? `trouble: ${event.what}: ${event.detail}` : undefined;
  }
  if (event.kind !== 'notice.moved' || event.rung === 'composed') return undefined;
  // Each call is a notice of its own to whoever puts calls through.
  const which = event.channel === 'call' && event.receiver !== undefined ? event.receiver : event.notice;
  const key = `${which}/${event.channel}/${event.rung}/${event.error === undefined}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  return event.error === undefined ? `notice on ${event.channel} ${event.rung}${event.text === undefined ? '' : `: ${event.text}`}` : `notice on ${event.channel} failed: ${event.error}`;
}

/** An inject is told with its title and how long it lasts. */
export const releasedTold = (title: string, event: EventOf<'inject.released'>, forMs: number | undefined): string =>
  `released ${event.inject}${forMs === undefined ? '' : ` for ${seconds(forMs)}`}${event.how === 'facilitator' ? ' by hand' : ''}: ${title}`;
