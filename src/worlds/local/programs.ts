/** Holds which programs the local world needs, and what to do where one is missing. */
import { Problem } from '../../problem.ts';
import { lookForProgram } from '../../tools/programs/find-program.ts';
import { programs, type ProgramName } from '../../tools/programs/program.ts';

export interface LocalPrograms {
  /** Paths. */
  readonly k6: string;
  readonly toxiproxy: string;
  readonly versions: Readonly<Record<ProgramName, string>>;
}

type Look = { readonly found: LocalPrograms } | { readonly missing: readonly string[] };

const sentence = (name: ProgramName): string => `${name} ${programs[name].major}.x was not found on PATH nor in gameday's cache: run \`gameday setup\`, which gets it, or ${programs[name].advice}.`;

let last: Promise<Look> | undefined;

async function lookOnce(): Promise<Look> {
  const places = { env: process.env };
  const [k6, toxiproxy] = await Promise.all([lookForProgram('k6', places), lookForProgram('toxiproxy', places)]);
  if (k6 !== undefined && toxiproxy !== undefined) return { found: { k6: k6.path, toxiproxy: toxiproxy.path, versions: { k6: k6.version, toxiproxy: toxiproxy.version } } };
  last = undefined;
  return { missing: [...(k6 === undefined ? [sentence('k6')] : []), ...(toxiproxy === undefined ? [sentence('toxiproxy')] : [])] };
}

/** Asks each program for its version, which takes a moment: what was found is remembered, what is missing is looked for again. */
const look = (): Promise<Look> => (last ??= lookOnce());

export async function missingPrograms(): Promise<readonly string[]> {
  const looked = await look();
  return 'missing' in looked ? looked.missing : [];
}

/** Rejects with a Problem that says how to get what is missing. */
export async function findPrograms(): Promise<LocalPrograms> {
  const looked = await look();
  if ('found' in looked) return looked.found;
  throw new Problem({ expected: 'the programs that the local world needs', got: looked.missing.join(' ') });
}
