/** Holds the ways in for users: which hosts and paths lead to which Service, by Ingresses and HTTPRoutes. */
import type { V1Ingress } from '@kubernetes/client-node';
import type { ClusterObject } from '../api/objects.ts';
import type { FoundWay } from './found.ts';

/** The part of a Gateway API HTTPRoute that is read here. */
export interface HttpRoute extends ClusterObject {
  readonly spec?: {
    readonly hostnames?: readonly string[];
    readonly rules?: readonly { readonly matches?: readonly { readonly path?: { readonly value?: string } }[]; readonly backendRefs?: readonly { readonly name?: string; readonly kind?: string; readonly namespace?: string }[] }[];
  };
}

export function ingressWays({ metadata, spec }: V1Ingress): readonly FoundWay[] {
  const name = metadata?.name ?? '';
  const rules = (spec?.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).flatMap(({ path = '/', backend }): FoundWay[] => (backend.service === undefined ? [] : [{ kind: 'Ingress', name, hosts: host === undefined ? [] : [host], path, service: backend.service.name }])),
  );
  const rest = spec?.defaultBackend?.service?.name;
  return rest === undefined ? rules : [...rules, { kind: 'Ingress', name, hosts: [], path: '/', service: rest }];
}

export const routeWays = ({ metadata, spec }: HttpRoute): readonly FoundWay[] =>
  (spec?.rules ?? []).flatMap(({ matches, backendRefs = [] }) =>
    backendRefs.flatMap(({ name: service, kind = 'Service', namespace }): FoundWay[] =>
      service === undefined || kind !== 'Service' || (namespace !== undefined && namespace !== metadata?.namespace) ? [] : [{ kind: 'HTTPRoute', name: metadata?.name ?? '', hosts: spec?.hostnames ?? [], path: matches?.[0]?.path?.value ?? '/', service }],
    ),
  );
