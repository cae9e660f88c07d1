/** Holds what the timeline picture shows, in milliseconds from the start of the timeline. */
import { channelName } from './channel-names.ts';
import type { EventOf } from '../record/events.ts';
import type { History } from '../record/history.ts';
import { diversionOf, newAlerts, failbackOf, isDecoy, stagedOf, toldOf, usersOf } from './clocks.ts';
import { clusterMoments } from './derive/cluster.ts';
import type { Picture } from './scorecard.ts';
import { toldBy } from './told-by.ts';

const milestoneWords = { began: 'incident began', acknowledged: 'acknowledged', declared: 'declared', decided: 'decided', commanded: 'diversion commanded', 'failed-back': 'failback commanded', resolved: 'resolved' } as const;

export function pictureOf(history: History): Picture {
  const zeroMs = history.zeroMs ?? history.events[0]?.heardMs ?? 0;
  const at = (ms: number) => Math.round(ms - zeroMs);
  const offered = new Map<number, number>();
  for (const second of history.of('flood.second')) {
    const atMs = Math.floor(at(second.atMs) / 1000) * 1000;
    offered.set(atMs, (offered.get(atMs) ?? 0) + second.offered);
  }
  return {
    endMs: Math.max(0, at(history.endMs)),
    availability: usersOf(history).map(({ atMs, sent, ok }) => ({ atMs: at(atMs), share: sent === 0 ? null : ok / sent, sent })),
    offered: [...offered].map(([atMs, rps]) => ({ atMs, rps })).toSorted((a, b) => a.atMs - b.atMs),
    bars: barsOf(history, at),
    marks: marksOf(history, at).toSorted((a, b) => a.atMs - b.atMs),
  };
}

type At = (ms: number) => number;

/** Short enough to show by what a command is known, and how exactly. */
function milestoneLabel(event: EventOf<'milestone.reached'>): string {
  const told = toldBy(event);
  return told === undefined ? milestoneWords[event.milestone] : `${event.milestone === 'commanded' ? 'commanded' : 'failback'} ${told}`;
}

function barsOf(history: History, at: At): Picture['bars'] {
  const faults = stagedOf(history).flatMap((staged) => {
    if (staged.fromMs === undefined) return [];
    const what = staged.planned.control ? ('control' as const) : isDecoy(staged) ? ('decoy' as const) : ('fault' as const);
    return [{ what, label: staged.planned.title, fromMs: at(staged.fromMs), toMs: at(staged.toMs), seq: staged.seq }];
  });
  const holds = history.of('hold.started').map((start) => {
    const end = history.of('hold.ended').find((event) => event.seq > start.seq);
    return { what: 'hold' as const, label: `held by ${start.role}`, fromMs: at(start.heardMs), toMs: at(end?.heardMs ?? history.endMs), seq: start.seq };
  });
  const diversion = diversionOf(history);
  const toMs = failbackOf(history)?.mark.ms ?? diversion?.untilMs ?? history.endMs;
  const diverted = diversion === undefined ? [] : [{ what: 'diverted' as const, label: `traffic on ${diversion.partner}`, fromMs: at(diversion.mark.ms), toMs: at(toMs), seq: diversion.mark.seq }];
  return [...faults, ...holds, ...diverted];
}

function marksOf(history: History, at: At): Picture['marks'][number][] {
  const seen = new Set<string>();
  const alerts = newAlerts(history, history.zeroMs ?? 0).filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint));
  return [
    ...alerts.map((alert) => ({ what: 'alert' as const, label: alert.labels['alertname'] ?? alert.receiver, atMs: at(alert.heardMs), seq: alert.seq })),
    ...history.of('milestone.reached').map((event) => ({ what: 'milestone' as const, label: milestoneLabel(event), atMs: at(event.atMs), seq: event.seq })),
    ...toldOf(history).map((told) => ({ what: 'notice' as const, label: `notice by ${channelName(told.channel)}`, atMs: at(told.proved.ms), seq: told.proved.seq })),
    ...history.of('note.added').map((note) => ({ what: 'note' as const, label: note.text, atMs: at(note.heardMs), seq: note.seq })),
    ...clusterMoments(history).map((moment) => ({ what: 'cluster' as const, label: moment.label, atMs: at(moment.atMs), seq: moment.seq })),
    ...history.of('abort.requested').map((abort) => ({ what: 'abort' as const, label: abort.because, atMs: at(abort.heardMs), seq: abort.seq })),
  ];
}
