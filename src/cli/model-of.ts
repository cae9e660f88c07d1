/** Holds how a file of the model's parameters is read: what `calibrate --out` wrote, or somebody by hand. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import { nearest } from '../scenario/nearest.ts';
import type { ModelInput } from '../worlds/simulated/model-settings.ts';
import type { Io } from './io.ts';

function parsed(file: string, named: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Problem({ expected: "a JSON file of the model's parameters", got: reasonOf(error), where: named, next: '`gameday calibrate RUN --out FILE` writes one; docs/model.md lists what may stand in it.', cause: error });
  }
}

/** Throws a `Problem` where the file can't be read or a parameter can't be what it says. */
export async function modelOf(io: Io, named: string): Promise<ModelInput> {
  const given = parsed(path.resolve(io.cwd, named), named);
  const { modelSettings } = await import('../worlds/simulated/model-settings.ts');
  const checked = modelSettings.safeParse(given);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const near = unknown === undefined ? undefined : nearest(unknown, Object.keys(modelSettings.shape));
  throw new Problem({ expected: "parameters of the model", got: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'something else'}${near === undefined ? '' : `; did you mean "${near}"?`}`, where: named });
}
