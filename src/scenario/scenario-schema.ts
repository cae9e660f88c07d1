/** Holds the schema of scenarios, built from a catalogue: each fault, observer and role that it lists can be named, with its own fields. */
import { z } from 'zod';
import type { Catalogue } from '../catalog/catalogue.ts';
import { span } from '../catalog/spans.ts';
import { frame, name, timing } from './frame.ts';

/** What a scenario may know of a metric; the caller passes these so that scenarios need not know the judge. */
export interface MetricName {
  readonly id: string;
  readonly unit: 'ms' | 'share' | 'count' | 'rps';
}

/** Unknown fields are errors in a spec too, whether or not its author thought of it. */
export const strict = (spec: z.ZodType): z.ZodType => (spec instanceof z.ZodObject ? spec.strict() : spec);

/** A spec that has a default for everything may be left out. */
const settingsOf = (spec: z.ZodType): z.ZodType => {
  const checked = strict(spec);
  return checked.safeParse({}).success ? checked.prefault({}) : checked;
};

function injectSchema(catalogue: Catalogue) {
  const options = Object.values(catalogue.faults).map((fault) =>
    z.strictObject({ fault: z.literal(fault.kind).describe(fault.summary), ...timing, with: settingsOf(fault.spec).describe('the settings of the fault') }),
  );
  const [first, ...more] = options;
  if (first === undefined) throw new Error('a catalogue without faults has no scenarios');
  return z.discriminatedUnion('fault', [first, ...more]);
}

function observersSchema(catalogue: Catalogue) {
  const watching = Object.values(catalogue.observers).map((observer) => [observer.kind, z.union([z.literal(false), strict(observer.spec)]).optional().describe(observer.summary)] as const);
  return z.strictObject(Object.fromEntries(watching)).describe('settings of observers, or false for one that is not to watch; all watch by default');
}

/** What a scenario may set of receivers, and `gameday receivers --settings` as well. */
export function receiversSchema(catalogue: Catalogue) {
  const set = Object.values(catalogue.receivers).flatMap(({ kind, summary, spec }) => (spec === undefined ? [] : [[kind, strict(spec).optional().describe(summary)] as const]));
  return z.strictObject(Object.fromEntries(set)).describe('settings of receivers; each works as it is by default');
}

function respondersSchema(catalogue: Catalogue) {
  const seats = Object.values(catalogue.roles).map((role) => {
    const seat = z.union([
      z.literal('human').describe('a person, with the tools that the team uses'),
      z.strictObject({ autopilot: strict(role.spec) }).describe('gameday plays the role: the drill is a rehearsal'),
      z.strictObject({ automation: z.string().min(1) }).describe("the team's own automation, by name"),
    ]);
    return [role.kind, seat.optional().describe(role.summary)] as const;
  });
  return z.strictObject(Object.fromEntries(seats)).describe('who answers, by role');
}

const ordered = (bounds: { p: number; s: number; m: number }) => bounds.p <= bounds.s && bounds.s <= bounds.m;
const bounds = (one: z.ZodType<number>) =>
  z.strictObject({ p: one, s: one, m: one, why: z.string().min(1).describe('where these bounds come from') }).refine(ordered, { error: 'expected bounds that grow from p over s to m' });
const boundsOf: Readonly<Record<MetricName['unit'], z.ZodType>> = {
  ms: bounds(span),
  share: bounds(z.number().min(0).max(1).describe('shortfall: 0.01 is "at least 99 %"')),
  count: bounds(z.number().min(0)),
  rps: bounds(z.number().min(0)),
};

function targetsSchema(metrics: readonly MetricName[] | undefined): z.ZodType {
  if (metrics === undefined) return z.record(z.string(), z.union([boundsOf.count, boundsOf.ms]));
  return z.strictObject(Object.fromEntries(metrics.map((metric) => [metric.id, boundsOf[metric.unit].optional()])));
}

const objectives = (metrics: readonly MetricName[] | undefined) =>
  z.array(z.strictObject({ id: name, text: z.string().min(1), metric: metrics === undefined ? z.string().min(1) : z.enum(metrics.map((metric) => metric.id)) }));

/** What a scenario can name beside the catalogue; what isn't given isn't checked. */
export interface Known {
  /** Metrics that objectives and targets may name. */
  readonly metrics?: readonly MetricName[] | undefined;
  /** The settings that the world takes. */
  readonly settings?: z.ZodType | undefined;
}

function schemaOf(catalogue: Catalogue, { metrics, settings }: Known) {
  const world = frame.shape.world.unwrap();
  return frame.extend({
    world: (settings === undefined ? world : world.extend({ settings: strict(settings).optional().describe("the world's own settings") })).optional().describe('what the drill needs of its world, and how that is set up'),
    objectives: objectives(metrics).optional().describe('what the drill is to show, each by the metric that decides it'),
    targets: targetsSchema(metrics).optional().describe('bounds that replace those of the rubric, by metric; durations as text, shares as shortfalls'),
    lanes: z.record(name, z.array(injectSchema(catalogue))).optional().describe('injects by lane: in sequence within a lane, lanes side by side'),
    observers: observersSchema(catalogue).optional(),
    receivers: receiversSchema(catalogue).optional(),
    responders: respondersSchema(catalogue).optional(),
  });
}

/** By what a scenario may name; the names of metrics and a world's settings are one object each in a program. */
const known = new WeakMap<Catalogue, { readonly from: Known; readonly schema: ReturnType<typeof schemaOf> }>();

/** The schema of what people write. It is kept with its catalogue, since making one takes several times as long as checking a scenario. */
export function scenarioSchema(catalogue: Catalogue, from: Known = {}): ReturnType<typeof schemaOf> {
  const last = known.get(catalogue);
  if (last !== undefined && last.from.metrics === from.metrics && last.from.settings === from.settings) return last.schema;
  const schema = schemaOf(catalogue, from);
  known.set(catalogue, { from, schema });
  return schema;
}

/** JSON Schema (draft 2020-12) of what people write, for editors. */
export function scenarioJsonSchema(catalogue: Catalogue, from: Known = {}): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema(catalogue, from), { io: 'input' });
  return { ...schema, title: 'gameday scenario' };
}
