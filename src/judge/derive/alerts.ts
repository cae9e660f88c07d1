/** Holds which alerts were right, which already fired before, and which nobody should have sent. */
import type { AlertExpectation, EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { isReal, stagedOf } from './injects.ts';
import type { Staged } from './injects.ts';
import { attackOf, firstToNotice } from './onset.ts';
import { perHistory } from './per-history.ts';
import { compressionOf } from './users.ts';

type Alert = EventOf<'alert.heard'>;

export function matches(alert: Alert, expected: AlertExpectation): boolean {
  return Object.entries(expected.labels).every(([label, wanted]) => {
    const found = alert.labels[label];
    return found !== undefined && (typeof wanted === 'string' ? found === wanted : wanted.includes(found));
  });
}

/** A watchdog fires always, to show that the path works: it tells nothing about the world. */
const isWatchdog = (alert: Alert) => alert.labels['alertname'] === 'Watchdog' || alert.labels['severity'] === 'none';

/** Fingerprints that fired at a moment. */
function firingAt(history: History, ms: number): Set<string> {
  const firing = new Set<string>();
  for (const alert of history.of('alert.heard')) {
    if (alert.heardMs >= ms) break;
    if (alert.status === 'firing') firing.add(alert.fingerprint);
    else firing.delete(alert.fingerprint);
  }
  return firing;
}

/** Alerts heard from a moment on that did not fire already; one that was resolved and fires again is new. */
export function newAlerts(history: History, fromMs: number): readonly Alert[] {
  const old = firingAt(history, fromMs);
  return history.of('alert.heard').filter((alert) => {
    if (alert.heardMs < fromMs || isWatchdog(alert)) return false;
    if (alert.status === 'resolved') old.delete(alert.fingerprint);
    else if (!old.has(alert.fingerprint)) return true;
    return false;
  });
}

/** The API shows an alert before Alertmanager has told anybody (its `group_wait`): where the same alert also came by a notification, that is when it was heard. */
const asTold = (alerts: readonly Alert[]): Alert | undefined => {
  const [first] = alerts;
  if (first?.receiver !== 'alertmanager-api') return first;
  return alerts.find((each) => each.receiver !== first.receiver && each.fingerprint === first.fingerprint && each.startsAtMs === first.startsAtMs) ?? first;
};

/** The first correct alert; Td is when it was heard, not when its rule began to hold. */
export const correctAlert = perHistory((history: History): { readonly alert?: Alert; readonly why?: string } => {
  const onset = firstToNotice(history);
  if (onset === undefined) return { why: 'nothing was injected that monitoring should notice' };
  const observing = history.first('run.opened')?.mode === 'observe';
  const expected = onset.staged?.planned.alert;
  if (expected === undefined && !observing) return { why: `inject ${onset.staged?.planned.inject ?? ''} does not say which alert would be right (its \`alert\`)` };
  const alert = asTold(newAlerts(history, onset.ms).filter((each) => expected === undefined || matches(each, expected)));
  return alert === undefined ? {} : { alert };
});

const settleMs = (history: History) => Math.max(5000, 60_000 / compressionOf(history));

/**
 * Alerts that first fired when nothing was wrong: in the quiet before the first real fault, during a decoy or during a control run.
 * What fires while a real fault is in force, or while its traces settle, is collateral and no false alarm.
 */
export const falseAlarms = perHistory((history: History): readonly Alert[] => {
  const zeroMs = history.zeroMs ?? 0;
  const real = stagedOf(history).filter((staged) => isReal(staged) && staged.fromMs !== undefined);
  const attack = attackOf(history);
  const spans = [...real.map((staged) => [staged.fromMs ?? 0, staged.toMs + settleMs(history)] as const), ...(attack ? [[attack.t0.ms, attack.end.ms + settleMs(history)] as const] : [])];
  const seen = new Set<string>();
  return newAlerts(history, zeroMs).filter((alert) => {
    const known = seen.has(alert.fingerprint);
    seen.add(alert.fingerprint);
    return !known && alert.heardMs <= history.endMs && !spans.some(([fromMs, toMs]) => alert.heardMs >= fromMs && alert.heardMs < toMs);
  });
});

export const lookAlikes = (history: History): readonly Staged[] => stagedOf(history).filter((staged) => !isReal(staged) && staged.fromMs !== undefined);
