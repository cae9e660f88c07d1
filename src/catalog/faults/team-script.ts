/** Holds how traffic names a k6 script of the team's own in place of what gameday makes itself. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { TeamScript } from '../../ports/load.ts';
import { span } from '../spans.ts';

/** What k6 calls or reads by itself is no iteration. */
export const isIteration = (name: string): boolean => !['setup', 'teardown', 'options', 'handleSummary'].includes(name);
const exported = z
  .string()
  .refine((name) => /^[A-Za-z_]\w*$/.test(name) && isIteration(name), { error: (issue) => `expected the name of an exported function that is run as an iteration, such as "browse", got ${JSON.stringify(issue.input)}` });

const classes = z
  .record(exported, z.number().positive().max(1))
  .refine((shares) => Math.abs(Object.values(shares).reduce((sum, one) => sum + one, 0) - 1) < 0.001, { error: 'expected shares that add up to 1' });

const script = z.string().regex(/^[^/~].*\.(?:[cm]?js|ts)$/, { error: (issue) => `expected a k6 script by its path from the scenario's folder, such as "./k6/users.ts", got ${JSON.stringify(issue.input)}` });

/** All optional; the others mean something beside `script` alone. */
export const teamFields = {
  script: script.optional().describe("a k6 script of the team's own, by its path from the scenario's folder; `rps` is then iterations per second"),
  classes: classes.optional().describe('with `script`: its exported functions that are run, each with its share, together 1; they are the classes of the scorecard; default alone by default'),
  requests: z.number().positive().max(100).optional().describe('with `script`: HTTP requests of one iteration, on average and at most, to which k6 is held; 1 by default'),
  takes: span.optional().describe('with `script`: how long one iteration may take, pauses included: simulated users are made for that; 5s by default, 2s for a flood'),
  changesState: z.boolean().optional().describe('with `script`: false says that it logs nobody in, opens no case and writes to nobody; otherwise it counts as if it did'),
};

type TeamFields = z.output<z.ZodObject<typeof teamFields>>;

/** `instead` names the settings of gameday's own traffic, which mean nothing to a script. */
export const besideScript =
  <K extends string>(...instead: readonly K[]) =>
  (fields: TeamFields & Partial<Record<K, unknown>>, context: z.core.$RefinementCtx): void => {
    const wrong = fields.script === undefined ? (['classes', 'requests', 'takes', 'changesState'] as const).filter((key) => fields[key] !== undefined) : instead.filter((key) => fields[key] !== undefined);
    const message = fields.script === undefined ? 'expected `script` beside it, got none' : 'expected nothing here beside `script`, got both';
    for (const key of wrong) context.addIssue({ code: 'custom', path: [key], message, input: fields[key] });
  };

export type Team = TeamScript & { readonly changesState: boolean };

/** A bot gives up sooner than a person; and users are made before the gate, of which a flood would need very many. */
const usualTakesMs = { people: 5000, bots: 2000 } as const;

/** With defaults filled in; undefined where gameday's own traffic is meant. */
export const teamOf = (who: keyof typeof usualTakesMs, { script, classes = { default: 1 }, requests = 1, takes = usualTakesMs[who], changesState = true }: TeamFields): Team | undefined =>
  script === undefined ? undefined : { path: script, classes, requests, takesMs: takes, changesState };

/** Only whoever wrote a script knows what it does: unless they say otherwise, it is taken to log in and write. */
export const teamChanges = ({ path, changesState }: Team): string | undefined => (changesState ? `runs ${path}, of which nobody said \`changesState: false\`` : undefined);

/** A script is told all ways in; `entry` is the one that it is meant for. */
export const teamSettings = (entry: string, world: World<'entries'>) => ({ entry, entries: world.entries.places().entries });
