/** Holds a status page: its components, its incidents with their updates and final reports, and how each of them is shown by the API. */
import type { Clock, Random } from '../../../ports/time.ts';
import { descriptions, impactOf, worstImpact, type ComponentStatus, type Impact, type IncidentChange, type IncidentStatus } from '../../../wire/statuspage.ts';
import { idFrom } from '../../ids.ts';

export interface Component {
  readonly id: string;
  readonly createdMs: number;
  name: string;
  description: string | null;
  status: ComponentStatus;
  updatedMs: number;
}

/** `postmortem` is how the page shows a published final report: as the newest update. */
export interface Update {
  readonly id: string;
  /** Names it in the record. */
  readonly notice: string;
  readonly status: IncidentStatus | 'postmortem';
  readonly body: string;
  readonly atMs: number;
  readonly notify: boolean;
  delivered: boolean;
}

export interface Incident {
  readonly id: string;
  readonly createdMs: number;
  name: string;
  status: IncidentStatus | 'postmortem';
  impactOverride: Impact | null;
  impact: Impact;
  components: readonly string[];
  updatedMs: number;
  resolvedMs: number | null;
  /** Newest first, as the API lists them. */
  updates: readonly Update[];
  postmortem: { body: string | null; draft: string | null; draftMs: number | null; publishedMs: number | null };
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const over: ReadonlySet<string> = new Set(['resolved', 'completed', 'postmortem']);
export const isOpen = (incident: Incident): boolean => !over.has(incident.status);

export interface Page {
  readonly components: ReadonlyMap<string, Component>;
  /** Newest first. */
  incidents(): readonly Incident[];
  incident(id: string): Incident | undefined;
  addComponent(name: string, description: string | null, status: ComponentStatus): Component;
  /** Makes an incident, or changes one; each that says something new has an update, the newest of its updates. */
  change(given: IncidentChange, incident?: Incident): Incident;
  publish(incident: Incident): Update;
  remove(id: string): void;
  overall(): { readonly indicator: Impact; readonly description: string };
}

export function makePage(names: readonly string[], clock: Clock, random: Random): Page {
  const components = new Map<string, Component>();
  const incidents = new Map<string, Incident>();
  const id = () => idFrom(random, 12, 'lower');
  const addUpdate = (incident: Incident, update: Pick<Update, 'status' | 'body' | 'notify'>, notice?: string): Update => {
    const updateId = id();
    const added: Update = { ...update, id: updateId, notice: notice ?? `statuspage-${updateId}`, atMs: clock.now(), delivered: false };
    incident.updates = [added, ...incident.updates];
    incident.updatedMs = added.atMs;
    return added;
  };
  const page: Page = {
    components,
    incidents: () => [...incidents.values()].toReversed(),
    incident: (incidentId) => incidents.get(incidentId),
    addComponent: (name, description, status) => {
      const made: Component = { id: id(), createdMs: clock.now(), updatedMs: clock.now(), name, description, status };
      components.set(made.id, made);
      return made;
    },
    change: (given, known) => {
      const nowMs = clock.now();
      const incident: Incident = known ?? {
        id: id(), createdMs: nowMs, updatedMs: nowMs, name: '', status: 'investigating', impactOverride: null, impact: 'none', components: [], resolvedMs: null, updates: [], postmortem: { body: null, draft: null, draftMs: null, publishedMs: null },
      };
      const status = given.status ?? incident.status;
      const says = known === undefined || (given.body ?? '') !== '' || status !== incident.status;
      incident.name = given.name ?? incident.name;
      incident.status = status;
      incident.impactOverride = given.impact_override === undefined ? incident.impactOverride : given.impact_override;
      incident.components = [...new Set([...(given.component_ids ?? incident.components), ...Object.keys(given.components ?? {})])];
      for (const [componentId, next] of Object.entries(given.components ?? {})) {
        const component = components.get(componentId);
        if (component !== undefined) Object.assign(component, { status: next, updatedMs: nowMs });
      }
      const worst = worstImpact([incident.impact, impactOf(incident.components.flatMap((one) => components.get(one)?.status ?? []))]);
      incident.impact = incident.impactOverride ?? worst;
      incident.resolvedMs = over.has(status) ? (incident.resolvedMs ?? nowMs) : null;
      incident.updatedMs = nowMs;
      incidents.set(incident.id, incident);
      if (says) addUpdate(incident, { status, body: given.body ?? '', notify: given.deliver_notifications ?? true });
      return incident;
    },
    publish: (incident) => {
      Object.assign(incident.postmortem, { body: incident.postmortem.draft, publishedMs: clock.now() });
      incident.status = 'postmortem';
      return addUpdate(incident, { status: 'postmortem', body: incident.postmortem.body ?? '', notify: true }, `statuspage-postmortem-${incident.id}`);
    },
    remove: (incidentId) => void incidents.delete(incidentId),
    overall: () => {
      const indicator = worstImpact([...page.incidents().filter(isOpen).map(({ impact }) => impact), impactOf([...components.values()].map(({ status }) => status))]);
      return { indicator, description: descriptions[indicator] };
    },
  };
  for (const name of names) page.addComponent(name, null, 'operational');
  return page;
}

export const componentShown = (component: Component, pageId: string) => ({
  id: component.id, page_id: pageId, group_id: null, created_at: iso(component.createdMs), updated_at: iso(component.updatedMs), group: false, name: component.name, description: component.description, position: 1, status: component.status, showcase: true, only_show_if_degraded: false,
});

const updateShown = (update: Update, incident: Incident) => ({
  id: update.id, incident_id: incident.id, status: update.status, body: update.body, created_at: iso(update.atMs), updated_at: iso(update.atMs), display_at: iso(update.atMs), deliver_notifications: update.notify, affected_components: [], custom_tweet: null, wants_twitter_update: false,
});

export const incidentShown = (incident: Incident, { components }: Page, pageId: string, base: string) => ({
  id: incident.id, page_id: pageId, name: incident.name, status: incident.status, impact: incident.impact, impact_override: incident.impactOverride, created_at: iso(incident.createdMs), updated_at: iso(incident.updatedMs), started_at: iso(incident.createdMs), monitoring_at: iso(incident.updates.findLast((update) => update.status === 'monitoring')?.atMs ?? null),
  resolved_at: iso(incident.resolvedMs), shortlink: `${base}/incidents/${incident.id}`, incident_updates: incident.updates.map((update) => updateShown(update, incident)), components: incident.components.flatMap((id) => components.get(id) ?? []).map((component) => componentShown(component, pageId)),
  postmortem_body: incident.postmortem.body, postmortem_published_at: iso(incident.postmortem.publishedMs),
});

export const postmortemShown = ({ id, postmortem: { body, draft, draftMs, publishedMs } }: Incident) => ({
  preview_key: id, body, body_updated_at: iso(publishedMs), body_draft: draft, body_draft_updated_at: iso(draftMs), published_at: iso(publishedMs), notify_subscribers: true, notify_twitter: false, custom_tweet: null,
});
