/** Holds what anybody sees of a status page without a credential: the public API, and the page itself. */
import type { Outbound } from '../../../ports/inbound.ts';
import { escaped } from '../../html.ts';
import { json } from '../../receiver.ts';
import { componentShown, incidentShown, isOpen, type Incident, type Page } from './page.ts';

export interface Seen {
  readonly answer: Outbound;
  /** Whose updates the answer carries. */
  readonly carried: readonly Incident[];
}

const words = (text: string) => escaped(text.replaceAll('_', ' '));
const lines = (text: string) => escaped(text).replaceAll('\n', '<br>');

function html(title: string, incidents: readonly Incident[], page: Page): Outbound {
  const component = ({ name, status }: { name: string; status: string }) => `<li>${escaped(name)}: ${words(status)}</li>`;
  const told = (incident: Incident) =>
    `<h2>${escaped(incident.name)}</h2>${incident.updates.map(({ status, body, atMs }) => `<p><strong>${words(status)}</strong> ${lines(body)} <time>${new Date(atMs).toISOString()}</time></p>`).join('')}`;
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>${escaped(title)}</title></head><body><h1>${escaped(page.overall().description)}</h1><ul>${[...page.components.values()].map(component).join('')}</ul>${incidents.map(told).join('')}</body></html>`;
  return { status: 200, body, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': "default-src 'none'" } };
}

/** Source: Atlassian, "Status API" of any Statuspage: `/api/v2/...`; undefined for what no page has. */
export function shownTo(parts: readonly string[], page: Page, pageId: string, base: string): Seen | undefined {
  const all = page.incidents();
  const open = all.filter(isOpen);
  const about = { page: { id: pageId, name: 'Status', url: base, time_zone: 'Etc/UTC', updated_at: all[0] === undefined ? null : new Date(Math.max(...all.map(({ updatedMs }) => updatedMs))).toISOString() } };
  const incidents = (which: readonly Incident[]) => which.map((incident) => incidentShown(incident, page, pageId, base));
  const components = [...page.components.values()].map((component) => componentShown(component, pageId));
  const seen = (value: object, carried: readonly Incident[] = []): Seen => ({ answer: json(200, { ...about, ...value }), carried });
  switch (parts.join('/')) {
    case '': return { answer: html('Status', open, page), carried: open };
    case 'history': return { answer: html('Status: history', all, page), carried: all };
    case 'api/v2/summary.json': return seen({ components, incidents: incidents(open), scheduled_maintenances: [], status: page.overall() }, open);
    case 'api/v2/status.json': return seen({ status: page.overall() });
    case 'api/v2/components.json': return seen({ components });
    case 'api/v2/incidents.json': return seen({ incidents: incidents(all) }, all);
    case 'api/v2/incidents/unresolved.json': return seen({ incidents: incidents(open) }, open);
    default: {
      const incident = parts[0] === 'incidents' && parts.length === 2 ? page.incident(parts[1] ?? '') : undefined;
      return incident && { answer: html(`Status: ${incident.name}`, [incident], page), carried: [incident] };
    }
  }
}
