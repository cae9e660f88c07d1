/** Holds what an object's managed fields tell: who set one of its fields last, and when. */
import type { ClusterObject } from './objects.ts';

export interface Setter {
  readonly manager: string;
  /** Whole seconds, as the API server keeps them; absent where it tells none. */
  readonly atMs?: number;
}

const inside = (fields: unknown, name: string): unknown => (typeof fields === 'object' && fields !== null ? Object.entries(fields).find(([key]) => key === `f:${name}`)?.[1] : undefined);
const owns = (fields: unknown, path: readonly string[]): boolean => path.reduce<unknown>(inside, fields) !== undefined;

/** Of several managers that own one of the fields, or parts of it, the one that wrote last. An empty path is the whole object. */
export function setBy(object: ClusterObject, ...paths: readonly (readonly string[])[]): Setter | undefined {
  const owners = (object.metadata?.managedFields ?? []).filter((entry) => paths.some((path) => owns(entry.fieldsV1, path)));
  const latest = owners.map(({ manager, time }) => ({ manager, atMs: time === undefined ? undefined : new Date(time).getTime() })).sort((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0))[0];
  if (latest?.manager === undefined) return undefined;
  return { manager: latest.manager, ...(latest.atMs !== undefined && { atMs: latest.atMs }) };
}

/** For sentences: `, set by kubectl at 2026-01-01T10:00:00Z`, or nothing. */
export function setByWords(setter: Setter | undefined): string {
  if (setter === undefined) return '';
  return `, set by ${setter.manager}${setter.atMs === undefined ? '' : ` at ${new Date(setter.atMs).toISOString().replace('.000', '')}`}`;
}
