/** Holds how settings of receivers are read from a file: the same as below `receivers` in a scenario, in YAML or JSON. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../catalog/catalogue.ts';
import { Problem, reasonOf } from '../../problem.ts';
import type { Json } from '../../record/json.ts';
import { receiversSchema } from '../../scenario/scenario-schema.ts';
import { ScenarioProblem } from '../../scenario/scenario-problem.ts';
import { shapeIssues } from '../../scenario/shape-issues.ts';
import { readYaml } from '../../scenario/yaml-source.ts';

function textOf(file: string, named: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Problem({ expected: 'a file with settings of receivers', got: reasonOf(cause), where: named, next: 'Such as one with the line `twilio: { callsPerSecond: 20 }`; gameday list receivers says what can be set.', cause });
  }
}

/** By kind, filled in; throws a `ScenarioProblem` that lists all that is wrong, with line and column. */
export function settingsIn(named: string, cwd: string, catalogue: Catalogue): Readonly<Record<string, Json>> {
  const { raw, locate } = readYaml(textOf(path.resolve(cwd, named), named), named);
  const checked = shapeIssues(receiversSchema(catalogue), raw ?? {});
  if ('issues' in checked) throw new ScenarioProblem(checked.issues, named, locate, 'settings of receivers');
  return checked.data as Readonly<Record<string, Json>>;
}
