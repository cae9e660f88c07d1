/** Holds the part of a scenario's schema that doesn't depend on a catalogue: what it is, how long it lasts, what must hold. */
import { z } from 'zod';
import { besideScript, teamFields } from '../catalog/faults/team-script.ts';
import { span } from '../catalog/spans.ts';
import type { CapabilityName } from '../ports/capabilities.ts';
import { panelNodes, ways } from '../record/panel.ts';
import { panelSource } from './panel/source.ts';

const capabilityNames = ['load', 'proxies', 'mail', 'http', 'entries', 'capacity', 'plays', 'rota', 'phone', 'processes', 'cluster', 'names'] as const satisfies readonly CapabilityName[];

/** A name that can stand in a file name, an URL and an XML attribute without being escaped. */
export const name = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: (issue) => `expected a name in lower-case letters, digits and single dashes such as "edge-flood", got ${JSON.stringify(issue.input)}` });

export const someSpan = span.refine((ms) => ms > 0, { error: 'expected a duration longer than zero, got zero' });

const text = z.string().min(1);
const share = z.number().min(0).max(1);

const regions = z
  .record(name, z.number().positive().max(1))
  .refine((shares) => Math.abs(Object.values(shares).reduce((sum, one) => sum + one, 0) - 1) < 0.001, { error: 'expected shares that add up to 1' });

const traffic = z
  .strictObject({
    rps: z.number().positive().max(2000).describe('requests per second of legitimate users, all classes together'),
    regions: regions.optional().describe('the share of each region; together 1'),
    ...teamFields,
  })
  .superRefine(besideScript('regions'));

/** How a comparison calls the scenario as it stands, and all of its variants at once. */
export const armNames = ['baseline', 'all'] as const;

export const variants = z
  .record(
    name.refine((word) => !(armNames as readonly string[]).includes(word), { error: `expected a name other than ${armNames.join(' and ')}` }),
    z.strictObject({
      title: text.describe('what people read'),
      set: z.record(text, z.json()).refine((fields) => Object.keys(fields).length > 0, { error: 'expected at least one field' }).describe('fields by their path, as `simulate --vary` names them, and their values'),
    }),
  )
  .describe('what could be otherwise, by name: `run --variant NAME` plays one, and `simulate --variants` says what each would change');

export const frame = z.strictObject({
  $schema: z.string().optional().describe('where an editor finds the schema; gameday ignores it'),
  name: name.describe('short name, also used in the run folder'),
  version: text.describe('version of this scenario; only runs of the same version are compared'),
  title: text.optional().describe('title on the scorecard; the name by default'),
  owner: text.describe('the team or role that owns this drill'),
  authorisedBy: text.optional().describe('who allowed this drill'),
  plan: z.strictObject({ name: text, version: text }).optional().describe('the incident plan that is tested'),
  duration: someSpan.describe('how long the timeline runs'),
  compression: z.number().min(1).max(1000).optional().describe('time compression: bounds in minutes are divided by it; 1 by default'),
  diversion: z.enum(['bgp', 'dns', 'rule']).optional().describe('how a partner takes traffic over; picks the bounds of diversion; rule by default'),
  scope: z.array(z.enum(['detection', 'rerouting', 'communications'])).min(1).optional().describe('capabilities that are rated; all by default'),
  objective: z
    .strictObject({ availability: share.describe('share of good requests'), latencyP95: someSpan.describe('how fast a good request is at the 95th percentile') })
    .optional()
    .describe('what legitimate users are promised'),
  traffic: traffic.nullable().optional().describe("legitimate traffic, gameday's own or by a k6 script of the team's; null for none: then no steady state is checked and nobody knows what users met"),
  panel: panelSource.optional().describe('the customers: a file, or made up from the seed'),
  channels: z
    .partialRecord(z.enum(ways), z.array(z.enum(panelNodes)))
    .optional()
    .describe('what a channel to customers stands on, where that is not as in the practice range: what stands on something impaired is impaired too, and is no way out for a channel that failed with it'),
  steady: z.strictObject({ for: span, availability: share }).optional().describe('what must hold before the first inject'),
  world: z
    .strictObject({
      needs: z.array(z.enum(capabilityNames)).optional().describe('what the drill needs beside what its faults and observers need'),
      settings: z.record(z.string(), z.json()).optional().describe("the world's own settings: for the range, its capacities"),
    })
    .optional(),
  guardrails: z
    .strictObject({
      availability: z.strictObject({ below: share, for: someSpan }).optional().describe('aborts when legitimate availability stays below this for so long'),
      queries: z
        .array(
          z
            .strictObject({
              name: name.describe('names it in the record'),
              prometheus: z.url().describe('base URL of a Prometheus'),
              query: text.describe('PromQL whose result is one number'),
              above: z.number().optional().describe('aborts when the number stays above this'),
              below: z.number().optional().describe('aborts when the number stays below this'),
              for: span.prefault('10s').describe('for how long it may be out of bounds, or without an answer'),
            })
            .refine(({ above, below }) => above !== undefined || below !== undefined, { error: 'expected a bound: "above" or "below"' }),
        )
        .optional()
        .describe("a team's own queries on what is shared with others: an ingress, DNS, neighbours; one that can't be answered aborts too"),
      wallClock: someSpan.optional().describe('aborts when the drill takes longer than this, held time included'),
    })
    .optional()
    .describe('what aborts the drill'),
  variants: variants.optional(),
  seed: z.int().min(0).max(0xffffffff).optional().describe('seed of all chance in the drill; 1 by default'),
  jitter: span.optional().describe('largest shift, to either side, that the seed gives each inject; none by default'),
});

export const alertExpectation = z.strictObject({ labels: z.record(z.string(), z.union([text, z.array(text).min(1)])) });

/** When an inject happens: `at` a moment, or in sequence after the one before it in its lane, after a `wait`. */
export const timing = {
  id: name.optional().describe('names the inject in the record; derived from the fault by default'),
  at: span.optional().describe('when, from the start of the timeline; by default when the inject before it in the lane ends'),
  wait: span.optional().describe('pause after the inject before it in the lane'),
  for: someSpan.describe('how long the fault is kept'),
  title: text.optional().describe('what people read; the summary of the fault by default'),
  alert: alertExpectation.optional().describe('the alert that would be right; the one that the fault names by default'),
  jitter: span.optional().describe('replaces the jitter of the scenario for this inject'),
};
