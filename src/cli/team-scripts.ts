/** Holds how the k6 scripts of a team's own that a scenario names are looked at and packed, before anything is opened. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isIteration } from '../catalog/faults/team-script.ts';
import type { PackedScript } from '../ports/load.ts';
import { Problem } from '../problem.ts';
import { nearest } from '../scenario/nearest.ts';
import type { ResolvedScenario, ScriptRecord } from '../scenario/resolved.ts';
import { ScenarioProblem, shown, valueAt, type ScenarioIssue } from '../scenario/scenario-problem.ts';
import { scriptUses, type ScriptUse } from '../scenario/team-scripts.ts';
import type { Packed } from '../tools/k6/pack-script.ts';
import { lookForProgram } from '../tools/programs/find-program.ts';
import type { Io } from './io.ts';
import type { LoadedScenario } from './scenario-of.ts';

export type TeamScriptPack = Packed & PackedScript;

/** Where a packed script comes from; an issue where it can't be had. */
export type ScriptSource = (use: ScriptUse) => Promise<Packed | ScenarioIssue>;

export interface WithScripts {
  /** Its record of scripts filled in. */
  readonly scenario: ResolvedScenario;
  readonly scripts: readonly TeamScriptPack[];
}

/** What makes them missing, as a sentence; undefined where none is needed or k6 is there. */
export async function lacksPacker({ env }: Pick<Io, 'env'>, scenario: ResolvedScenario): Promise<string | undefined> {
  const [first] = scriptUses(scenario);
  return first === undefined || (await lookForProgram('k6', { env })) !== undefined ? undefined : `${first.team.path} could not be looked at, since there is no k6 on this machine: run \`gameday setup\`, which gets it`;
}

/** Ways in whose addresses a script may ask for: those of the practice range, and the team's own. */
const entriesOf = ({ world: { settings } }: ResolvedScenario): readonly string[] => ['front', 'edge', ...Object.keys(valueAt(settings, ['cluster', 'entries']) ?? {})];

async function pack(k6: string, use: ScriptUse, folder: string, entries: readonly string[]): Promise<Packed | ScenarioIssue> {
  const file = path.resolve(folder, use.team.path);
  const at = [...use.at, 'script'];
  if (!existsSync(file)) return { path: at, expected: 'a k6 script', got: 'no such file', next: `it was looked for at ${file}, since paths go from the folder of the scenario` };
  try {
    return await (await import('../tools/k6/pack-script.ts')).packScript({ k6, file, folder, entries });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { expected, got, next } = error.parts;
    return { path: at, expected, got, ...(next !== undefined && { next }) };
  }
}

async function packing(io: Io, { scenario, source: { folder } }: LoadedScenario): Promise<ScriptSource> {
  const k6 = await lookForProgram('k6', { env: io.env });
  if (k6 === undefined) throw new Problem({ expected: "k6 on this machine, which packs the team's own scripts", got: 'none', next: 'Run `gameday setup`, which gets it.' });
  return (use) => pack(k6.path, use, folder, entriesOf(scenario));
}

function unknownFunctions({ at, team }: ScriptUse, { functions }: Packed): readonly ScenarioIssue[] {
  const exported = functions.filter(isIteration);
  const expected = exported.length === 0 ? `a script that exports a function to run: ${team.path} exports none` : `one of the functions that ${team.path} exports: ${exported.join(', ')}`;
  return Object.keys(team.classes).filter((name) => !exported.includes(name)).map((name) => {
    const guess = nearest(name, exported);
    return { path: [...at, 'classes', name], expected, got: shown(name), ...(guess !== undefined && { next: `did you mean "${guess}"?` }) };
  });
}

/** Packs each script once, or takes it from what was packed before. Rejects with a `ScenarioProblem` that lists all that is wrong with them. */
export async function withScripts(io: Io, loaded: LoadedScenario, packedIn?: string): Promise<WithScripts> {
  const { scenario, source: { named, locate } } = loaded;
  const uses = scriptUses(scenario);
  if (uses.length === 0) return { scenario, scripts: [] };
  const from = packedIn === undefined ? await packing(io, loaded) : (await import('./packed-scripts.ts')).packedBefore(io, packedIn);
  const packed = new Map<string, Packed>();
  const issues: ScenarioIssue[] = [];
  for (const use of uses) {
    const { path: script } = use.team;
    const one = packed.get(script) ?? (await from(use));
    if (!('archive' in one)) {
      issues.push(one);
      continue;
    }
    packed.set(script, one);
    issues.push(...unknownFunctions(use, one));
  }
  if (issues.length > 0) throw new ScenarioProblem(issues, named, locate);
  const scripts = [...packed].map(([path, one]) => ({ path, ...one }));
  return { scenario: { ...scenario, scripts: scripts.map(({ path, sha256, files }): ScriptRecord => ({ path, sha256, files })) }, scripts };
}
