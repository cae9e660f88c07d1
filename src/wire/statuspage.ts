/** Holds what Statuspage's API (version 1) is asked to publish, and the words that it and its public page use. */
import { z } from 'zod';

/** Source: Atlassian, "Statuspage API", Incidents, Components, Postmortem. */
export const incidentStatuses = ['investigating', 'identified', 'monitoring', 'resolved', 'scheduled', 'in_progress', 'verifying', 'completed'] as const;
export const impacts = ['none', 'minor', 'major', 'critical'] as const;
export const componentStatuses = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'] as const;
export type Impact = (typeof impacts)[number];
export type ComponentStatus = (typeof componentStatuses)[number];
export type IncidentStatus = (typeof incidentStatuses)[number];

/** Forms carry texts. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

export const incidentRequest = z.looseObject({
  incident: z.looseObject({
    name: z.string().optional(),
    status: z.enum(incidentStatuses, { error: 'Status is not included in the list' }).optional(),
    impact_override: z.enum(impacts, { error: 'Impact override is not included in the list' }).nullish(),
    body: z.string().max(25_000, { error: 'Body is too long (maximum is 25000 characters)' }).nullish(),
    components: z.record(z.string(), z.enum(componentStatuses, { error: 'Component status is not included in the list' })).optional(),
    component_ids: z.array(z.string()).optional(),
    deliver_notifications: flag.optional(),
  }),
});
export type IncidentChange = z.output<typeof incidentRequest>['incident'];

export const componentRequest = z.looseObject({ component: z.looseObject({ name: z.string().min(1).max(255).optional(), description: z.string().nullish(), status: z.enum(componentStatuses, { error: 'Status is not included in the list' }).optional() }) });
export const postmortemRequest = z.looseObject({ postmortem: z.looseObject({ body_draft: z.string() }) });

/** What a page says on top, by the worst that holds. Source: Atlassian, "Status API" of any Statuspage, `status.json`. */
export const descriptions: Readonly<Record<Impact, string>> = { none: 'All Systems Operational', minor: 'Minor Service Outage', major: 'Partial System Outage', critical: 'Major Service Outage' };

const impactOfComponent: Readonly<Record<ComponentStatus, Impact>> = { operational: 'none', under_maintenance: 'none', degraded_performance: 'minor', partial_outage: 'major', major_outage: 'critical' };
const worst = (all: readonly Impact[]): Impact => impacts.findLast((impact) => all.includes(impact)) ?? 'none';
/** An incident's impact follows from its components unless it is overridden. Source: Atlassian, "Top level status and incident impact calculations". */
export const impactOf = (statuses: readonly ComponentStatus[]): Impact => worst(statuses.map((status) => impactOfComponent[status]));
export const worstImpact = worst;

/** `incident[name]=a&incident[component_ids][]=b` as an object. */
export function fromForm(text: string): Record<string, unknown> {
  const root: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of new URLSearchParams(text)) {
    const names = [...key.matchAll(/[^[\]]+|\[\]/g)].map(([name]) => name);
    const last = names.at(-1) === '[]' ? names.at(-2) : names.at(-1);
    let at = root;
    for (const name of names.slice(0, names.at(-1) === '[]' ? -2 : -1)) {
      const inner = at[name];
      const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Record<string, unknown>) : (Object.create(null) as Record<string, unknown>);
      at[name] = next;
      at = next;
    }
    if (last === undefined) continue;
    const before = at[last];
    at[last] = names.at(-1) === '[]' ? [...(Array.isArray(before) ? (before as unknown[]) : []), value] : value;
  }
  return root;
}
