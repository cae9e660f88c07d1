/** Holds how k6 runs a packed script of the team's own: its archive has no load in it, so profile, cap and fence come from a configuration beside it. */
import { type LoadSpec, type PackedScript, requestsMax, type TeamScript } from '../../ports/load.ts';
import { Problem } from '../../problem.ts';
import { allBut } from './only-to.ts';
import { countedByK6 } from './scripts/counted.ts';
import { openModel, peakRps } from './scripts/plan.ts';

const usersMax = 2000;

export const teamScriptOf = ({ script }: LoadSpec): TeamScript | undefined => (typeof script === 'string' ? undefined : script);

export interface Fence {
  /** Addresses and networks that the script may reach; all others are forbidden. */
  readonly allowed: readonly string[];
  /** Runners that share the profile. k6 divides the profile among them, but not the cap. */
  readonly runners: number;
}

/** The generator's part of k6's configuration, as JSON for its option `--config`. */
export function teamConfig({ name, script, stages, report, settings }: LoadSpec & { readonly script: TeamScript }, { allowed, runners }: Fence): string {
  const plan = { gate: '', stages, report, settings };
  const config = {
    scenarios: { [name]: openModel(plan, script.takesMs, usersMax) },
    rps: Math.ceil(requestsMax(script, peakRps(plan)) / runners),
    blacklistIPs: allBut(allowed),
    // The gate may be held for as long as a facilitator likes; whoever withdraws waits for little.
    setupTimeout: '24h',
    teardownTimeout: '1s',
    // No thresholds, but the counters that are asked for.
    thresholds: Object.fromEntries(Object.values(countedByK6).filter((counter) => counter.includes('{')).map((counter) => [counter, []])),
  };
  return JSON.stringify(config);
}

/** The settings of a load by a script of the team's own, as the faults that run one give them. */
export interface TeamTargets {
  readonly entry: string;
  /** All ways in, by name. */
  readonly entries: Readonly<Record<string, string>>;
}

/** Where a script finds its targets: `GAMEDAY_TARGET` is the entry that it is meant for, `GAMEDAY_TARGET_FRONT` the one that is called front. */
export function teamEnvironment({ entry, entries }: TeamTargets): Readonly<Record<string, string>> {
  const named = Object.entries(entries).map(([name, url]) => [`GAMEDAY_TARGET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`, url] as const);
  // Paths are put after it, so a slash at its end is too much.
  return Object.fromEntries([['GAMEDAY_TARGET', entry] as const, ...named].map(([name, url]) => [name, url.replace(/\/+$/, '')]));
}

export function archiveOf({ name }: LoadSpec, { path }: TeamScript, scripts: readonly PackedScript[]): Uint8Array {
  const packed = scripts.find((each) => each.path === path);
  if (packed === undefined) throw new Problem({ expected: `the script ${path} to be packed`, got: scripts.map((each) => each.path).join(', ') || 'no packed script', where: `generator "${name}"` });
  return packed.archive;
}
