/** Holds which of a drill's ways in lie outside the cluster. */
import type { ClusterSettings } from '../settings.ts';
import type { ExternalSettings } from './settings.ts';

type Both = Pick<ClusterSettings, 'entries' | 'external'>;

/** Of a URL, as `external.hosts` has it: an IPv6 address without its brackets. */
export const hostIn = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

export const isExternal = (external: Pick<ExternalSettings, 'hosts'> | undefined, host: string): boolean => external?.hosts.includes(host.replace(/^\[|\]$/g, '')) === true;

/** The entries that a scenario lists as external, with the origin beside them. */
export function externalEntries({ entries = {}, external }: Both): Readonly<Record<string, string>> {
  if (external === undefined) return {};
  const ways = Object.entries(entries).flatMap(([name, { url }]): [string, string][] => (isExternal(external, hostIn(url)) ? [[name, url.replace(/\/+$/, '')]] : []));
  return { ...Object.fromEntries(ways), ...(external.origin !== undefined && { origin: external.origin.replace(/\/+$/, '') }) };
}

export const allExternal = ({ entries = {}, external }: Both): boolean => Object.values(entries).every(({ url }) => isExternal(external, hostIn(url)));
