/** Holds the one way from what people wrote to a scenario that can be run: every problem is listed at once. */
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

/** What the timeline shows, as far as lanes, duration and jitter can be read: other mistakes must not hide these. */
function timelineIssues(catalogue: Catalogue, schema: ReturnType<typeof scenarioSchema>, raw: unknown): readonly ScenarioIssue[] {
  const lanes = schema.shape.lanes.safeParse(valueAt(raw, ['lanes']));
  const duration = schema.shape.duration.safeParse(valueAt(raw, ['duration']));
  const jitter = schema.shape.jitter.safeParse(valueAt(raw, ['jitter']));
  const steady = schema.shape.steady.safeParse(valueAt(raw, ['steady']));
  if (!lanes.success || !jitter.success || !steady.success) return [];
  const fromMs = steady.data?.for ?? usualSteadyMs;
  return clashes(catalogue, placeInjects(catalogue, lanes.data ?? {}, { fromMs, jitterMs: jitter.data ?? 0 }), { fromMs, toMs: duration.data ?? Infinity });
}

/** Throws a `ScenarioProblem` that lists all that is wrong. */
export function parseScenario(catalogue: Catalogue, raw: unknown, options: ParseOptions = {}): ResolvedScenario {
  const schema = scenarioSchema(catalogue, options);
  const checked = shapeIssues(schema, raw);
  const issues = [...('issues' in checked ? checked.issues : []), ...bothMoments(valueAt(raw, ['lanes'])), ...timelineIssues(catalogue, schema, raw)];
  if (issues.length > 0 || !('data' in checked)) throw new ScenarioProblem(issues, options.file, options.locate);
  return resolve(catalogue, checked.data, placeInjects(catalogue, checked.data.lanes ?? {}, { fromMs: checked.data.steady?.for ?? usualSteadyMs, jitterMs: checked.data.jitter ?? 0 }));
}
