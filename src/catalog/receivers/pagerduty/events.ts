/** Holds PagerDuty's Events API v2: alerts that are triggered, acknowledged and resolved, and change events. */
import type { Inbound, Outbound } from '../../../ports/inbound.ts';
import { eventBytesMax, pagerdutyChange, pagerdutyEvent, refusals, type PagerdutyEvent, type PagerdutyTrigger } from '../../../wire/pagerduty.ts';
import { idFrom } from '../../ids.ts';
import { cut, labelsOf } from '../../labels.ts';
import { rateLimiter } from '../../rate-limit.ts';
import { refuser, textOf } from '../../reading.ts';
import { json, type ReceiverDesk } from '../../receiver.ts';
import { fingerprintOfKey, labelsOfEvent } from './labels.ts';

interface Incident {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAtMs: number;
}

/** The oldest are forgotten: what is resolved of them then has no labels. */
const incidentsMax = 10_000;
const none: Pick<Incident, 'labels' | 'annotations'> = { labels: {}, annotations: {} };

function parsed(body: Uint8Array): { readonly raw: unknown } | undefined {
  try {
    return { raw: JSON.parse(textOf(body)) };
  } catch {
    return undefined;
  }
}

export function pagerdutyEvents(desk: ReceiverDesk, perMinuteMax: number): (request: Inbound, what: 'event' | 'change') => Outbound {
  const { clock, random, hear } = desk;
  const refuse = refuser(desk, 'pagerduty');
  const incidents = new Map<string, Incident>();
  const waitMs = rateLimiter({ max: perMinuteMax, perMs: 60_000 }, clock);

  const triggered = (event: PagerdutyTrigger, key: string): void => {
    const atMs = clock.now();
    const { summary, timestamp } = event.payload;
    const saidMs = Date.parse(timestamp ?? '');
    const incident = incidents.get(key) ?? { labels: labelsOfEvent(event), annotations: { summary: cut(summary) }, startsAtMs: Number.isNaN(saidMs) ? atMs : saidMs };
    incidents.set(key, incident);
    if (incidents.size > incidentsMax) incidents.delete(incidents.keys().next().value ?? '');
    hear('alert.heard', { atMs, receiver: 'pagerduty', status: 'firing', fingerprint: fingerprintOfKey(key), rung: 'accepted', ...incident });
  };
  /** Nobody but an integration sends these: a person acknowledges in PagerDuty, which a webhook tells. */
  const followed = (action: 'acknowledge' | 'resolve', key: string): void => {
    const atMs = clock.now();
    const { labels, annotations, startsAtMs } = incidents.get(key) ?? { ...none, startsAtMs: atMs };
    if (action === 'acknowledge') {
      hear('milestone.reached', { atMs, milestone: 'acknowledged', role: 'monitoring', source: 'observed', actor: 'automation', detail: `an event acknowledged ${labels['alertname'] ?? key}`, rung: 'acknowledged' });
      return;
    }
    incidents.delete(key);
    hear('alert.heard', { atMs, receiver: 'pagerduty', status: 'resolved', labels, annotations, startsAtMs, fingerprint: fingerprintOfKey(key), rung: 'accepted' });
  };
  const taken = (event: PagerdutyEvent): Outbound => {
    const key = event.dedup_key || idFrom(random, 32);
    if (event.event_action === 'trigger') triggered(event, key);
    else followed(event.event_action, key);
    return json(202, { status: 'success', message: 'Event processed', dedup_key: key });
  };
  /** A change is no alert: like a watchdog it tells nothing of the world. */
  const changed = (summary: string, source: unknown): Outbound => {
    const atMs = clock.now();
    hear('alert.heard', { atMs, receiver: 'pagerduty', status: 'firing', labels: labelsOf({ alertname: summary, source, severity: 'none', event: 'change' }), annotations: { summary: cut(summary) }, startsAtMs: atMs, fingerprint: fingerprintOfKey(`change ${cut(summary)}`), rung: 'accepted' });
    return json(202, { status: 'success', message: 'Change event processed' });
  };

  return ({ method, body }, what) => {
    if (method !== 'POST') return refuse(json(405, { status: 'method not allowed' }, { allow: 'POST' }), `expected POST, got ${method}`);
    if (body.length > eventBytesMax) return refuse(json(413, { status: 'invalid event', message: 'Event object is too large', errors: [] }), `expected an event of at most ${eventBytesMax} bytes, got ${body.length}`);
    const given = parsed(body);
    if (given === undefined) return refuse(json(400, refusals.unreadable), 'expected an event as JSON, got something else');
    const read = what === 'event' ? pagerdutyEvent.safeParse(given.raw) : pagerdutyChange.safeParse(given.raw);
    if (!read.success) {
      const errors = read.error.issues.map(({ message }) => message);
      return refuse(json(400, refusals.invalid(errors)), `expected ${what === 'event' ? 'an event' : 'a change event'} of PagerDuty's Events API v2, got one of which ${errors.join('; ')}`);
    }
    if (waitMs(read.data.routing_key) !== undefined) return refuse(json(429, refusals.throttled), `expected at most ${perMinuteMax} events in a minute, got more`);
    if ('event_action' in read.data) return taken(read.data as PagerdutyEvent);
    return changed(read.data.payload.summary, read.data.payload.source);
  };
}
