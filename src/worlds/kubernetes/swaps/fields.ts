/** Holds the fields that a drill may swap: where each is in its object, how its value reads as plain JSON, and the merge patch that sets it. */
import { z } from 'zod';
import type { ClusterField, ClusterRef } from '../../../ports/cluster.ts';
import type { Json, JsonObject } from '../../../record/json.ts';
import type { ClusterObject } from '../api/objects.ts';

interface SwapField {
  readonly kinds: readonly ClusterRef['kind'][];
  /** Where managed fields tell who set it. */
  readonly paths: readonly (readonly string[])[];
  read(object: ClusterObject): Json;
  patch(now: Json, to: Json): JsonObject;
}

const restartedAtKey = 'kubectl.kubernetes.io/restartedAt';
const labelled = z.record(z.string(), z.string());
const scaled = z.object({ spec: z.object({ replicas: z.number().default(1) }) });
const selecting = z.object({ spec: z.object({ selector: labelled.default({}) }) });
const templated = z.object({ spec: z.object({ template: z.object({ metadata: z.object({ annotations: labelled.optional() }).optional() }) }) });
const bounded = z.object({ spec: z.object({ minReplicas: z.number().default(1), maxReplicas: z.number() }) });
const bounds = z.object({ min: z.number(), max: z.number() });

export const swapFields: Readonly<Record<ClusterField, SwapField>> = {
  selector: {
    kinds: ['Service'],
    paths: [['spec', 'selector']],
    read: (object) => selecting.parse(object).spec.selector,
    // A merge patch adds keys: those that shall go are told to.
    patch: (now, to) => ({ spec: { selector: { ...Object.fromEntries(Object.keys(labelled.parse(now)).map((key) => [key, null])), ...labelled.parse(to) } } }),
  },
  replicas: {
    kinds: ['Deployment', 'StatefulSet'],
    paths: [['spec', 'replicas']],
    read: (object) => scaled.parse(object).spec.replicas,
    patch: (_now, to) => ({ spec: { replicas: z.number().parse(to) } }),
  },
  restartedAt: {
    kinds: ['Deployment', 'StatefulSet'],
    paths: [['spec', 'template', 'metadata', 'annotations', restartedAtKey]],
    read: (object) => templated.parse(object).spec.template.metadata?.annotations?.[restartedAtKey] ?? null,
    patch: (_now, to) => ({ spec: { template: { metadata: { annotations: { [restartedAtKey]: z.string().nullable().parse(to) } } } } }),
  },
  bounds: {
    kinds: ['HorizontalPodAutoscaler'],
    paths: [['spec', 'minReplicas'], ['spec', 'maxReplicas']],
    read: (object) => {
      const { minReplicas, maxReplicas } = bounded.parse(object).spec;
      return { min: minReplicas, max: maxReplicas };
    },
    patch: (_now, to) => {
      const { min, max } = bounds.parse(to);
      return { spec: { minReplicas: min, maxReplicas: max } };
    },
  },
};
