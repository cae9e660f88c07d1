/** Holds which kubeconfig contexts a drill may be run in: those that its scenario names, and those of gameday's own configuration. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Problem, reasonOf } from '../../../problem.ts';
import type { ClusterSettings } from '../settings.ts';

const config = z.strictObject({ contexts: z.array(z.string().min(1)).default([]) });

export const configName = 'gameday.config.yaml';

/** Undefined where there is none. */
function contextsIn(file: string): readonly string[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Problem({ expected: "gameday's configuration", got: reasonOf(error), where: file, next: 'Make it readable, or remove it.', cause: error });
  }
  try {
    return config.parse(parse(text) ?? {}).contexts;
  } catch (error) {
    throw new Problem({ expected: '`contexts: [NAME, ...]`', got: error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error), where: file, next: 'It lists the kubeconfig contexts in which drills may be run.', cause: error });
  }
}

export interface ConfigPlaces {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const configFiles = ({ cwd, env }: ConfigPlaces) => [path.join(cwd, configName), path.join(env['XDG_CONFIG_HOME'] || path.join(homedir(), '.config'), 'gameday', 'config.yaml')];

/** Both files count, since one is a project's and the other a person's. Throws a Problem for one that can't be read: it may have been meant to allow less. */
export function allowedContexts(settings: Pick<ClusterSettings, 'contexts'>, places: ConfigPlaces = { cwd: process.cwd(), env: process.env }): readonly string[] {
  return [...new Set([...settings.contexts, ...configFiles(places).flatMap((file) => contextsIn(file) ?? [])])];
}
