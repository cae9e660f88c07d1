/** Holds the simulated watchman: it watches the edge by a burn-rate rule and the relay by short dialogues, and notifies as Alertmanager does. */
import { fingerprintOf, zeroTime } from '../../wire/alertmanager.ts';
import { burns } from '../../range/watchman/rules.ts';
import type { Sample } from '../../range/watchman/scrape.ts';
import { workMs } from './dependencies.ts';
import { dialogue } from './mail.ts';
import { places } from './places.ts';
import { countsOf } from './state.ts';
import type { State } from './state.ts';

interface Alert {
  firing: boolean;
  startsAtMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface Watchman {
  /** One look, if it is time for one; what it notices is sent later, after the group's wait. */
  look(): void;
}

/** What most requests are, to tell a wait that makes them slow. */
const plainPage = { cost: 1, originMs: 0 } as const;

const iso = (ms: number) => new Date(ms).toISOString();

function notification(alert: Alert, nowMs: number): Uint8Array {
  const status = alert.firing ? 'firing' : 'resolved';
  const one = { status, labels: alert.labels, annotations: { summary: alert.summary }, startsAt: iso(alert.startsAtMs), endsAt: alert.firing ? zeroTime : iso(nowMs), generatorURL: 'http://watchman.simulated/', fingerprint: fingerprintOf(alert.labels) };
  const body = { version: '4', groupKey: alert.labels['alertname'] ?? '', truncatedAlerts: 0, status, receiver: 'gameday', groupLabels: {}, commonLabels: alert.labels, commonAnnotations: one.annotations, externalURL: 'http://watchman.simulated/', alerts: [one] };
  return new TextEncoder().encode(JSON.stringify(body));
}

export function watchman(state: State): Watchman {
  const settings = state.settings.range.watchman;
  const samples: Sample[] = [];
  let failures = 0;
  let nextLookMs = state.clock.now();
  let nextMailMs = state.clock.now();
  let slow = 0;
  let lastTotal = 0;
  const watchdog: Alert = { firing: false, startsAtMs: 0, labels: { alertname: 'Watchdog', service: 'watchman', severity: 'none' }, summary: 'this alert always fires, to show that alerts get through' };
  const edgeAlert: Alert = { firing: false, startsAtMs: 0, labels: { alertname: 'EdgeErrorBudgetBurn', service: 'edge', severity: 'page' }, summary: 'the edge answers too many requests badly' };
  const mailAlert: Alert = { firing: false, startsAtMs: 0, labels: { alertname: 'MailDeliveryFailing', service: 'mail', severity: 'page' }, summary: 'the mail relay takes or delivers nothing' };

  const set = (alert: Alert, firing: boolean) => {
    if (alert.firing === firing) return;
    alert.firing = firing;
    if (firing) alert.startsAtMs = state.clock.now();
    state.clock.at(state.clock.now() + settings.groupWaitMs + state.settings.model.noticeMs, () => {
      if (alert.firing !== firing) return false;
      void state.receive({ method: 'POST', base: places.receivers.url, path: '/alertmanager', headers: { 'content-type': 'application/json' }, body: notification(alert, state.clock.now()) });
      return true;
    });
  };
  const sample = () => {
    const edge = countsOf(state, 'edge');
    if (state.edge.waitMs + workMs(state, plainPage) > settings.slowMs) slow += edge.forwarded - lastTotal;
    lastTotal = edge.forwarded;
    samples.push({ atMs: state.clock.now(), total: edge.received, good: edge.received - edge.rejected - edge.timedOut - slow });
    const longest = Math.max(...settings.windows.map((window) => window.longMs));
    while ((samples[1]?.atMs ?? Infinity) <= state.clock.now() - longest) samples.shift();
  };
  const mail = () => {
    if (state.clock.now() < nextMailMs) return;
    nextMailMs += settings.mailEveryMs;
    const { answer, tookMs } = dialogue(state);
    const delivers = state.mailMode !== 'lost' && state.mailMode !== 'bounced';
    failures = answer.state === 'accepted' && tookMs < settings.slowMs && delivers ? 0 : failures + 1;
    if (settings.rules.includes('mail')) set(mailAlert, failures >= settings.mailFailures);
  };
  return {
    look: () => {
      if (state.clock.now() < nextLookMs) return;
      nextLookMs += settings.scrapeMs;
      set(watchdog, true);
      sample();
      mail();
      if (settings.rules.includes('burn-rate')) set(edgeAlert, settings.windows.some((window) => burns(samples, window, settings.objective, settings.minRequests, state.clock.now())));
    },
  };
}
