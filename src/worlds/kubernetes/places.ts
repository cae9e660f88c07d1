/** Holds where things are in a cluster, as addresses that everything in its namespace resolves alike. */
import type { Places } from '../../ports/entries.ts';
import type { ClusterSettings } from './settings.ts';

export const hostOf = (service: string, namespace: string): string => `${service}.${namespace}.svc`;

/** A team's own ways in, and others beside them; what it hasn't told of is not there. */
export const stagingPlaces = (entries: NonNullable<ClusterSettings['entries']>, beside: Places['entries'] = {}): Places => ({
  entries: { ...Object.fromEntries(Object.entries(entries).map(([name, { url }]) => [name, url.replace(/\/+$/, '')])), ...beside },
  statusPage: '',
  portal: '',
  hotline: '',
  deploy: '',
  products: [...new Set(Object.values(entries).map(({ probe }) => probe.replace(/^\/+|\/+$/g, '')))],
});
