/** Holds how k6 is called, wherever it runs: its script, its environment, and the arguments by which it tells what it does. */
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadSpec, TeamScript } from '../../ports/load.ts';
import { teamEnvironment, teamScriptOf, type TeamTargets } from './team-run.ts';

/** The scripts lie beside this file, as TypeScript in the clone and as JavaScript in the package. */
export const scriptsFolder = fileURLToPath(new URL('./scripts/', import.meta.url));
export type OwnScript = Exclude<LoadSpec['script'], TeamScript>;
export const scriptName = (script: OwnScript | 'team'): string => `${script}${extname(import.meta.url)}`;
export const scriptFile = (script: OwnScript | 'team'): string => join(scriptsFolder, scriptName(script));

/** The plan is escaped, since k6-operator puts a script's environment into a shell's command between double quotes. */
export const k6Environment = (spec: LoadSpec, gate: string): Readonly<Record<string, string>> => ({
  K6_NO_USAGE_REPORT: 'true',
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
  K6_CSV_TIME_FORMAT: 'unix_milli',
  K6_CSV_SAVE_INTERVAL: '200ms',
  // k6 keeps names for five minutes, and would not see that one was pointed elsewhere.
  ...(spec.settings['freshNames'] === true && { K6_DNS: 'ttl=0,select=random,policy=preferIPv4' }),
  ...(teamScriptOf(spec) !== undefined && teamEnvironment(spec.settings as unknown as TeamTargets)),
  GAMEDAY_LOAD: encodeURIComponent(JSON.stringify({ ...spec, gate })),
});

/** `csv=-` and not `/dev/stdout`: Node's pipes are sockets, which can't be opened by path. The counters' totals come from `handleSummary`, which k6 leaves out when the summary is disabled. */
const reporting = (report: LoadSpec['report'], api: string) => (report === 'samples' ? ['--summary-mode=disabled', '--address=', '--out=csv=-'] : ['--summary-mode=compact', `--address=${api}`]);

/** Warnings stay out of the log: under a flood there is one for every request that fails. `api` is where k6 answers for its counters. */
export const k6Arguments = (report: LoadSpec['report'], logFile: string, api: string): readonly string[] => ['run', '--quiet', '--no-color', `--log-output=file=${logFile},level=error`, ...reporting(report, api)];
