/** Holds swaps: a field of an object is changed, and noted on the object with its original value, in one request; and put back from that note by anyone. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ClusterField, ClusterRef, Swap } from '../../../ports/cluster.ts';
import { Problem } from '../../../problem.ts';
import type { Json, JsonObject } from '../../../record/json.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { setBy, setByWords } from '../api/managed.ts';
import { annotations, type ClusterObject, fieldManager, refTo, types } from '../api/objects.ts';
import { swapFields } from './fields.ts';

const note = z.object({ run: z.string(), from: z.json(), to: z.json() });
export type SwapNote = z.output<typeof note>;

/** Controllers write the status of an object all the time, and each write makes the version that was read an old one. */
const tries = 20;

const shown = (value: Json): string => JSON.stringify(value);
const whatIs = ({ ref, field }: Pick<Swap, 'ref' | 'field'>): string => `${field} of ${ref.kind} ${ref.name}`;
const at = (ref: ClusterRef) => refTo(types[ref.kind], ref.name);

/** A note that can't be read is somebody's own: it is not touched, and nothing is put back from it. */
export function noteOn(object: ClusterObject, field: ClusterField): SwapNote | 'unreadable' | undefined {
  const text = object.metadata?.annotations?.[annotations.swapped(field)];
  if (text === undefined) return undefined;
  try {
    return note.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

interface Decision<T> {
  /** The text of the note, or null to take it off, and the fields to change with it; absent where nothing is to be written. */
  readonly write?: { readonly note: string | null; readonly fields?: JsonObject };
  readonly result: T;
}

/** Reads, decides and writes; begins again where somebody wrote in between. */
async function changing<T>(client: ClusterClient, { ref, field }: Pick<Swap, 'ref' | 'field'>, decide: (object: ClusterObject | undefined) => Decision<T>): Promise<T> {
  for (let left = tries; ; left--) {
    const object = await client.read(at(ref));
    const { write, result } = decide(object);
    if (write === undefined) return result;
    const metadata = { resourceVersion: object?.metadata?.resourceVersion, annotations: { [annotations.swapped(field)]: write.note } };
    try {
      await client.merge(at(ref), { ...write.fields, metadata });
      return result;
    } catch (error) {
      // Changed or removed in between: the next look says which.
      const again = error instanceof ApiProblem && (error.code === 409 || error.code === 404) && left > 1;
      if (!again) throw error;
    }
  }
}

/** Rejects, changing nothing, where the object isn't there, its field isn't `from`, or a swap is noted on it already. */
export function swapField(client: ClusterClient, run: string, swap: Swap): Promise<void> {
  const { ref, field, from, to } = swap;
  const where = `namespace ${client.namespace}`;
  return changing(client, swap, (object) => {
    if (object === undefined) throw new Problem({ expected: `${ref.kind} ${ref.name}`, got: 'no such object', where, next: 'See its name with kubectl, and put it right in the scenario.' });
    const noted = noteOn(object, field);
    if (noted !== undefined) {
      const by = noted === 'unreadable' ? `something that cannot be read, in the annotation ${annotations.swapped(field)}` : `run ${noted.run}, from ${shown(noted.from)} to ${shown(noted.to)}`;
      throw new Problem({ expected: `${whatIs(swap)} as its owner set it`, got: `it was swapped by ${by}`, where, next: 'If that run is over, `gameday heal` puts it back.' });
    }
    const now = swapFields[field].read(object);
    if (!isDeepStrictEqual(now, from)) throw new Problem({ expected: `${whatIs(swap)} to be ${shown(from)}, as it was when the drill was planned`, got: `${shown(now)}${setByWords(setBy(object, ...swapFields[field].paths))}`, where, next: 'Somebody else changed it meanwhile: nothing was changed.' });
    return { write: { note: JSON.stringify({ run, from, to }), fields: swapFields[field].patch(now, to) }, result: undefined };
  });
}

/**
 * Puts back what the run swapped, if it is still as the run set it; a later value of somebody else stays and is told as `kept`. The note goes either way.
 * Where the note itself is gone, `from` and `to` help, if they are given: what gameday set is put back without it, as the managed fields tell. Safe to repeat.
 */
export function unswapField(client: ClusterClient, run: string, which: Pick<Swap, 'ref' | 'field'> & Partial<Pick<Swap, 'from' | 'to'>>): Promise<{ readonly kept?: string }> {
  const { ref, field } = which;
  return changing<{ readonly kept?: string }>(client, which, (object) => {
    if (object === undefined) return { result: { kept: `${ref.kind} ${ref.name} is gone: somebody removed it` } };
    const noted = noteOn(object, field);
    const now = swapFields[field].read(object);
    const setter = setBy(object, ...swapFields[field].paths);
    const back = (from: Json) => ({ note: null, fields: swapFields[field].patch(now, from) });
    if (noted === undefined) {
      const ours = which.from !== undefined && which.to !== undefined && isDeepStrictEqual(now, which.to) && !isDeepStrictEqual(now, which.from) && setter?.manager === fieldManager;
      return ours ? { write: back(which.from ?? null), result: {} } : { result: {} };
    }
    if (noted === 'unreadable' || noted.run !== run) {
      const whose = noted === 'unreadable' ? 'a note that cannot be read' : `a swap of run ${noted.run}`;
      return { result: { kept: `${whatIs(which)} is ${shown(now)}, with ${whose} on it` } };
    }
    if (isDeepStrictEqual(now, noted.to)) return { write: back(noted.from), result: {} };
    const kept = isDeepStrictEqual(now, noted.from) ? {} : { kept: `${whatIs(which)} is ${shown(now)}${setByWords(setter)}; it was ${shown(noted.from)} before the drill, which had set ${shown(noted.to)}` };
    return { write: { note: null }, result: kept };
  });
}

/** Takes the run's note off and leaves the field as it is. */
export function leaveField(client: ClusterClient, run: string, which: Pick<Swap, 'ref' | 'field'>): Promise<void> {
  return changing(client, which, (object) => {
    const noted = object === undefined ? undefined : noteOn(object, which.field);
    return noted === undefined || noted === 'unreadable' || noted.run !== run ? { result: undefined } : { write: { note: null }, result: undefined };
  });
}

/** Every swap that is noted in the namespace, or those of one run. */
export async function swapsIn(client: ClusterClient, run?: string): Promise<readonly (Swap & { readonly run: string })[]> {
  const fields = Object.keys(swapFields) as ClusterField[];
  const kinds = ['Service', 'Deployment', 'StatefulSet', 'HorizontalPodAutoscaler'] as const satisfies readonly ClusterRef['kind'][];
  const found = await Promise.all(
    kinds.map(async (kind) =>
      (await client.list(types[kind])).flatMap((object) =>
        fields.flatMap((field) => {
          const noted = swapFields[field].kinds.includes(kind) ? noteOn(object, field) : undefined;
          return noted === undefined || noted === 'unreadable' ? [] : [{ ref: { kind, name: object.metadata?.name ?? '' }, field, ...noted }];
        }),
      ),
    ),
  );
  return found.flat().filter((swap) => run === undefined || swap.run === run);
}
