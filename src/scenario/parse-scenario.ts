/** Holds the one way from what people wrote to a scenario that can be run: every problem is listed at once. */
import type { z } from 'zod';
import type { Catalogue } from '../catalog/catalogue.ts';
import { clashes } from './clashes.ts';
import { placeInjects, resolve, usualSteadyMs } from './resolve.ts';
import type { ResolvedScenario } from './resolved.ts';
import { scenarioSchema, type Known } from './scenario-schema.ts';
import { ScenarioProblem, valueAt, type Locate, type ScenarioIssue } from './scenario-problem.ts';
import { shapeIssues } from './shape-issues.ts';

export interface ParseOptions extends Known {
  /** Named in the error. */
  readonly file?: string;
  readonly locate?: Locate;
}

/** `at` and `wait` say two different things about one moment. */
function bothMoments(lanes: unknown): readonly ScenarioIssue[] {
  if (typeof lanes !== 'object' || lanes === null) return [];
  return Object.entries(lanes).flatMap(([lane, items]) =>
    (Array.isArray(items) ? items : []).flatMap((item: unknown, n) =>
      valueAt(item, ['at']) !== undefined && valueAt(item, ['wait']) !== undefined ? [{ path: ['lanes', lane, n, 'wait'], expected: 'either `at` or `wait`', got: 'both' }] : [],
    ),
  );
}

type Written = Partial<Pick<z.output<ReturnType<typeof scenarioSchema>>, 'lanes' | 'duration' | 'jitter' | 'steady'>>;

/** What the timeline needs, as far as it can be read: other mistakes must not hide those that it shows. */
function timelineOf({ shape }: ReturnType<typeof scenarioSchema>, raw: unknown): Written | undefined {
  const lanes = shape.lanes.safeParse(valueAt(raw, ['lanes']));
  const duration = shape.duration.safeParse(valueAt(raw, ['duration']));
  const jitter = shape.jitter.safeParse(valueAt(raw, ['jitter']));
  const steady = shape.steady.safeParse(valueAt(raw, ['steady']));
  if (!lanes.success || !jitter.success || !steady.success) return undefined;
  return { lanes: lanes.data, jitter: jitter.data, steady: steady.data, ...(duration.success && { duration: duration.data }) };
}

const fromMsOf = ({ steady }: Written) => steady?.for ?? usualSteadyMs;
const placed = (catalogue: Catalogue, written: Written) => placeInjects(catalogue, written.lanes ?? {}, { fromMs: fromMsOf(written), jitterMs: written.jitter ?? 0 });

/** Throws a `ScenarioProblem` that lists all that is wrong. */
export function parseScenario(catalogue: Catalogue, raw: unknown, options: ParseOptions = {}): ResolvedScenario {
  const schema = scenarioSchema(catalogue, options);
  const checked = shapeIssues(schema, raw);
  const written = 'data' in checked ? checked.data : timelineOf(schema, raw);
  const injects = written === undefined ? [] : placed(catalogue, written);
  const overlaps = written === undefined ? [] : clashes(catalogue, injects, { fromMs: fromMsOf(written), toMs: written.duration ?? Infinity });
  const issues = [...('issues' in checked ? checked.issues : []), ...bothMoments(valueAt(raw, ['lanes'])), ...overlaps];
  if (issues.length > 0 || !('data' in checked)) throw new ScenarioProblem(issues, options.file, options.locate);
  return resolve(catalogue, checked.data, injects);
}
