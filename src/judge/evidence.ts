/** Holds the lines of evidence: every journal line that a scorecard refers to, in words. */
import type { ClassSecond, Event, EventOf, Kind } from '../record/events.ts';
import type { History } from '../record/history.ts';
import type { EvidenceLine } from './scorecard.ts';
import { shareText } from './words.ts';

export function evidenceOf(history: History, seqs: Iterable<number>): readonly EvidenceLine[] {
  const zeroMs = history.zeroMs ?? history.events[0]?.heardMs ?? 0;
  return [...new Set(seqs)]
    .sort((a, b) => a - b)
    .flatMap((seq) => {
      const event = history.at(seq);
      return event === undefined ? [] : [{ seq, offsetMs: Math.round(('atMs' in event ? event.atMs : event.heardMs) - zeroMs), by: event.by, kind: event.kind, text: textOf(event) }];
    });
}

const envelope = new Set(['seq', 'heardMs', 'by', 'kind', 'atMs', 'clockErrMs']);

/** Kinds that numbers often refer to have a sentence; the rest show their fields. */
const texts: { readonly [K in Kind]?: (event: EventOf<K>) => string } = {
  'alert.heard': (event) => `${event.status}: ${Object.entries(event.labels).map(([name, value]) => `${name}=${value}`).join(', ')}`,
  'silence.seen': (event) => `${event.createdBy} silenced ${event.matchers}: ${event.comment}`,
  'milestone.reached': (event) => `${event.milestone} by ${event.role} (${event.source})${event.detail === undefined ? '' : `: ${event.detail}`}`,
  'path.seen': (event) => `${event.entry} ${event.ok ? 'answered' : 'did not answer'}; seen by ${event.via.join(', ') || 'nobody'}`,
  'notice.moved': (event) => `notice ${event.notice} on ${event.channel}: ${event.rung}${event.to === undefined ? '' : ` to ${event.to}`}${event.error === undefined ? '' : ` (${event.error})`}`,
  'call.moved': (event) => `call ${event.call} to ${event.to}: ${event.state}${event.waitedMs === undefined ? '' : ` after ${Math.round(event.waitedMs / 100) / 10} s`}${event.text === undefined ? '' : `: ${event.text}`}`,
  'case.moved': (event) => `${event.channel ?? 'case'} ${event.case}: ${event.state}${event.text === undefined ? '' : `: ${event.text}`}`,
  'panel.listed': (event) => `${event.customers} customers: ${event.source}`,
  'change.applied': (event) => `change ${event.n} of ${event.inject} applied in ${Math.round(event.tookMs)} ms`,
  'traffic.second': (event) => {
    const classes = Object.values(event.classes);
    const sum = (of: (one: ClassSecond) => number) => classes.reduce((all, one) => all + of(one), 0);
    const sent = sum((one) => one.sent);
    return `${event.generator}: ${sent} requests, ${sent === 0 ? 'none' : shareText(sum((one) => one.ok) / sent)} good, ${sum((one) => one.blocked)} blocked, ${sum((one) => one.failed)} failed`;
  },
  'flood.second': (event) => `${event.generator}: ${event.offered} offered, ${event.sent} sent, ${event.dropped} dropped, ${event.passed} answered by an origin`,
  'counters.read': (event) => Object.entries(event.entries).map(([name, count]) => `${name} received ${count.received}, forwarded ${count.forwarded}`).join('; '),
  'mail.canary': (event) => `canary ${event.id}: ${event.state} after ${Math.round(event.ms)} ms`,
  'cluster.changed': (event) => `${event.object} ${event.name} was ${event.what}${event.manager === undefined ? '' : ` by ${event.manager}`}: ${event.saw}`,
  'finding.ruled': (event) => `${event.finding} ${event.as} by ${event.role}: ${event.because}`,
  'timeline.ended': (event) => `the timeline ended: ${event.because}`,
};

function textOf(event: Event): string {
  // Each sentence is filed under its own kind, which a type can't follow through the look-up.
  const sentence = texts[event.kind] as ((event: Event) => string) | undefined;
  return sentence?.(event) ?? Object.entries(event).flatMap(([name, value]) => (envelope.has(name) ? [] : [`${name} ${short(value)}`])).join(', ');
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
