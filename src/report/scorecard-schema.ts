/** Holds the JSON Schema (2020-12) of `scorecard.json`; a field of the type that it forgets doesn't compile. */
import type { CapabilityResult, Coverage, Debts, EvidenceLine, Finding, MetricResult, ObjectiveResult, Picture, Ruling, Scorecard, ValidityCheck } from '../judge/scorecard.ts';
import type { Story } from '../judge/story.ts';
import type { Bounds, InsteadOf } from '../record/events.ts';
import type { Json, JsonObject } from '../record/json.ts';
import { ways } from '../record/panel.ts';

type Fields<T> = { readonly [K in keyof Required<T>]: JsonObject };

const said = (schema: JsonObject, description: string): JsonObject => ({ ...schema, description });
const text: JsonObject = { type: 'string' };
const flag: JsonObject = { type: 'boolean' };
const number: JsonObject = { type: 'number' };
const ms = said({ type: 'number' }, 'Milliseconds');
const offsetMs = said({ type: 'number' }, 'Milliseconds from the start of the timeline');
const whole: JsonObject = { type: 'integer', minimum: 0 };
const list = (items: JsonObject): JsonObject => ({ type: 'array', items });
const oneOf = (...values: readonly Json[]): JsonObject => ({ enum: values });
const orNull = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: 'null' }] });
const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` });

/** An object with exactly these fields; all but the optional ones are required. */
const object = <T>(fields: Fields<T>, optional: readonly (keyof T & string)[] = []): JsonObject => ({
  type: 'object',
  properties: { ...fields },
  required: Object.keys(fields).filter((name) => !optional.some((other) => other === name)),
  additionalProperties: false,
});

const evidence = said(list(whole), 'Sequence numbers of journal lines');
const share = said({ type: 'number', minimum: 0, maximum: 1 }, 'A share from 0 to 1');
const shares: JsonObject = { type: 'object', additionalProperties: share };
const letter = said(oneOf('P', 'S', 'M', 'U'), "HSEEP: performed without challenges, with some, with major challenges, unable to be performed");

type Number = { readonly is: string; readonly n: number; readonly evidence: readonly number[] };
type Missing = { readonly is: string; readonly why: string; readonly asks?: true };

const measured: JsonObject = {
  oneOf: [
    object<Number>({ is: said(oneOf('value', 'atLeast'), '`atLeast`: it had not happened when the watching ended'), n: said(number, 'In the unit of the metric; for a share the share itself'), evidence: { ...evidence, minItems: 1 } }),
    object<Missing>({ is: oneOf('unmeasured', 'not exercised'), why: text, asks: said({ const: true }, 'A facilitator can tell') }, ['asks']),
  ],
};

const definitions: Readonly<Record<string, JsonObject>> = {
  rating: orNull(letter),
  bounds: said(object<Bounds>({ p: number, s: number, m: number }), 'In the unit of the metric; for a share as shortfall (1 - share)'),
  metric: object<MetricResult>(
    {
      id: text, title: text, capability: oneOf('detection', 'rerouting', 'communications', 'impact'), unit: oneOf('ms', 'share', 'count', 'rps'), critical: said(flag, 'Whether it decides the rating of its capability'),
      measured, rating: ref('rating'), whyNotRated: text, score: orNull({ type: 'number', minimum: 0, maximum: 100 }), bounds: ref('bounds'), basis: said(text, 'Where the bounds come from; (J) is a judgement'),
      source: oneOf('autopilot', 'observed', 'facilitator', 'self-reported'), toldBy: said(text, 'By what the command that it counts from or to is timed, and how exactly'), sentence: text, ruling: ref('ruling'),
    },
    ['whyNotRated', 'bounds', 'source', 'toldBy', 'ruling'],
  ),
  capability: object<CapabilityResult>({ capability: oneOf('detection', 'rerouting', 'communications'), inScope: flag, rating: ref('rating'), score: orNull({ type: 'number', minimum: 0, maximum: 100 }), sentence: text, metrics: list(ref('metric')) }),
  check: object<ValidityCheck>({ id: text, title: text, is: said(oneOf('held', 'failed', 'unknown', 'unproved', 'not applicable'), 'failed and unknown make the drill inconclusive; unproved is what was only declared'), saw: text, evidence }),
  objective: object<ObjectiveResult>({ id: text, text, metric: text, target: text, actual: text, rating: ref('rating'), whyNotRated: text }, ['whyNotRated']),
  ruling: said(object<Ruling>({ seq: whole, finding: text, as: oneOf('upheld', 'dismissed'), role: text, because: text }), 'What a facilitator ruled about a finding, and why'),
  finding: object<Finding>(
    { id: said(text, 'The same from run to run'), severity: oneOf('critical', 'high', 'medium', 'low'), owner: said(text, 'A role'), due: said({ type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}$` }, 'A day'), text, evidence, asks: said({ const: true }, 'Plain rules could not decide: a facilitator has to'), ruling: ref('ruling') },
    ['asks', 'ruling'],
  ),
  line: object<EvidenceLine>({ seq: whole, offsetMs, by: text, kind: text, text }),
  coverage: object<Coverage>({
    source: text,
    customers: whole,
    knew: said({ type: 'object', additionalProperties: whole }, 'Customers at the end by what they knew'),
    curve: list(object<Coverage['curve'][number]>({ atMs: offsetMs, told: share, channels: shares, tiers: shares, regions: shares })),
    canaries: list(object<Coverage['canaries'][number]>({ channel: text, region: text, canaries: whole, told: whole, own: said(flag, 'False where canaries of other regions had to stand in'), standsFor: whole })),
    people: list(object<Coverage['people'][number]>({ id: text, region: text, tier: text, knew: text, atMs: offsetMs, channel: text, said: text, seq: whole }, ['atMs', 'channel', 'said', 'seq'])),
    morePeople: said(whole, 'Customers who are not in the list'),
    unlisted: whole,
    stale: said(whole, 'Customers with a contact that is too old'),
    aimAtMs: said(orNull(offsetMs), 'When the aim of the metric reach has to be met'),
    dial: object<Coverage['dial']>({ customers: whole, perSecond: number, ms }),
  }),
  story: object<Story>({
    truths: list(object<Story['truths'][number]>({ what: oneOf('users', ...ways), fromMs: offsetMs, toMs: offsetMs, ends: said(oneOf('seen', 'with the attack', 'not seen'), '`with the attack`: users were not seen to recover before it ended; `not seen`: it had not ended when the watching did'), seq: whole })),
    claims: list(
      object<Story['claims'][number]>(
        { is: oneOf('notice', 'answer'), by: text, text, atMs: offsetMs, provedMs: said(offsetMs, 'When it was first proved to have reached somebody'), times: whole, seq: whole, against: said(list(text), 'What in it was not so as it was said'), findings: said(list(text), 'Ids') },
        ['provedMs'],
      ),
    ),
    moreClaims: whole,
    failures: list(
      object<Story['failures'][number]>(
        { channel: oneOf(...ways), fromMs: offsetMs, backMs: said(offsetMs, 'Absent where it was not seen to work again'), told: said(object<NonNullable<Story['failures'][number]['told']>>({ channel: oneOf(...ways), atMs: offsetMs, seq: whole }), 'The first notice proved on a channel that did not share its fate'), waitedMs: said(ms, 'Until then, or until nobody watched any more'), owed: said(flag, 'Whether it lasted so long that its customers had to be told elsewhere'), seq: whole },
        ['backMs', 'told'],
      ),
    ),
  }),
  picture: object<Picture>({
    endMs: offsetMs,
    availability: list(object<Picture['availability'][number]>({ atMs: offsetMs, share: orNull(share), sent: number })),
    offered: list(object<Picture['offered'][number]>({ atMs: offsetMs, rps: number })),
    bars: list(object<Picture['bars'][number]>({ what: oneOf('fault', 'hold', 'diverted', 'control', 'decoy'), label: text, fromMs: offsetMs, toMs: offsetMs, seq: whole })),
    marks: list(object<Picture['marks'][number]>({ what: oneOf('alert', 'milestone', 'notice', 'note', 'cluster', 'abort'), label: text, atMs: offsetMs, seq: whole })),
  }),
};

const root = object<Scorecard>(
  {
    $schema: text,
    format: { const: 1 },
    run: text,
    gameday: said(text, 'Version of gameday'),
    scenario: object<Scorecard['scenario']>({ name: text, title: text, version: text, owner: text, plan: object<Scorecard['scenario']['plan']>({ name: text, version: text }), sha256: text }),
    mode: oneOf('drill', 'observe'),
    world: text,
    simulated: flag,
    insteadOf: said(object<InsteadOf>({ world: text, because: text }), 'The world that the drill was meant for, and why that could not be had'),
    rehearsal: said(flag, 'True when autopilot reached a milestone that was rated: never compare it with a drill of a team'),
    compression: said({ type: 'number', exclusiveMinimum: 0 }, 'Bounds that scale were divided by this'),
    seed: number,
    startedAt: said(text, 'ISO 8601, UTC'),
    durationMs: ms,
    heldMs: ms,
    responders: { type: 'object', additionalProperties: text },
    outcome: oneOf('P', 'S', 'M', 'U', 'inconclusive', 'aborted', 'not withdrawn'),
    exitCode: said(oneOf(0, 1, 2, 3, 4), '0 all P or S; 1 some M or U; 2 inconclusive; 3 aborted; 4 a fault could not be withdrawn'),
    headline: text,
    capabilities: list(ref('capability')),
    impact: list(ref('metric')),
    validity: list(ref('check')),
    objectives: list(ref('objective')),
    findings: list(ref('finding')),
    tested: said(list(text), 'Ids of findings, or their beginnings up to a slash, that this run could have had'),
    rulings: list(ref('ruling')),
    debts: said(
      orNull(
        object<Debts>({
          open: said(flag, 'Until every customer who needs a record has acknowledged the final report'), customers: whole,
          preliminary: object<Debts['preliminary']>({ delivered: whole, aimBy: text, lastBy: text }),
          final: object<Debts['final']>({ written: flag, delivered: whole, acknowledged: whole, aimBy: text, lastBy: text }),
          missingParts: list(object<Debts['missingParts'][number]>({ title: text, why: text })), waiting: list(text), waitingMore: whole,
        }),
      ),
      'What is owed after the incident to customers who need a record of it',
    ),
    withstoodRps: said(orNull(number), 'The highest offered rate at which users stayed within objective; null where not seen'),
    picture: ref('picture'),
    modelled: said(whole, 'Calls and messages in whose place a model of customers answered'),
    coverage: said(orNull(ref('coverage')), 'What customers knew, and when; null where nobody listed them'),
    story: said(ref('story'), 'What was true, and what customers were told meanwhile'),
    evidence: list(ref('line')),
    journal: object<Scorecard['journal']>({ segments: whole, lines: whole, tip: said(text, 'Hash of the last valid line'), state: oneOf('whole', 'cut short', 'damaged'), saw: text }),
  },
  ['insteadOf'],
);

export const scorecardSchemaId = 'urn:gameday:scorecard:1';

export const scorecardSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: scorecardSchemaId,
  title: 'Scorecard of a game day',
  ...root,
  $defs: definitions,
};
