/** Holds what runs a k6 script of the team's own: its functions by their shares, behind gameday's gate, with its requests told apart by class. */
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { countedByK6, totalsBy } from './counted.ts';
import { drawsOf, pickWeighted } from './chance.ts';
import { waitAtGate } from './gate.ts';
import type { Plan } from './plan.ts';
import { regionWeights } from './regions.ts';

/** All that a script exports. */
export type Script = Readonly<Record<string, unknown>>;

interface TeamPlan extends Plan<unknown> {
  readonly script: { readonly classes: Readonly<Record<string, number>> };
}

/**
 * Of the script's own options those that say how it speaks to its target. All others are gameday's, or have no meaning here: scenarios, stages, vus,
 * duration, iterations, rps, thresholds, tags, blacklistIPs, dns, setupTimeout and the like.
 */
const kept = ['batch', 'batchPerHost', 'discardResponseBodies', 'hosts', 'insecureSkipTLSVerify', 'maxRedirects', 'noConnectionReuse', 'noCookiesReset', 'noVUConnectionReuse', 'throw', 'tlsAuth', 'tlsCipherSuites', 'tlsVersion', 'userAgent'] as const;

export function optionsOf({ options }: Script): Options {
  const own = typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {};
  // Tags by URL would make a time series for each address.
  return { ...Object.fromEntries(kept.filter((key) => own[key] !== undefined).map((key) => [key, own[key]])), systemTags: ['status', 'expected_response', 'error_code'] };
}

const functionOf = (script: Script, name: string): ((data: unknown) => unknown) | undefined => (typeof script[name] === 'function' ? (script[name] as (data: unknown) => unknown) : undefined);

/** k6's log, to which the wrapper of a script lends its console. */
type Say = (text: string) => void;

/** While a script is packed it is only asked what it exports. */
export function tellFunctions(script: Script, say: Say): void {
  if (__ENV['GAMEDAY_PACKING'] !== undefined) say(JSON.stringify({ functions: Object.keys(script).filter((name) => functionOf(script, name) !== undefined) }));
}

/** An iteration that throws ends none of k6's runs, and shows in none of its numbers. */
const thrown = new Counter('thrown');
let told = false;

/** All that a user of this class sends from here on carries its name. */
function as(name: string): void {
  exec.vu.metrics.tags['by'] = 'script';
  exec.vu.metrics.tags['class'] = name;
}

const plan = __ENV['GAMEDAY_LOAD'] === undefined ? undefined : (JSON.parse(decodeURIComponent(__ENV['GAMEDAY_LOAD'])) as TeamPlan);
const weights = regionWeights(plan?.script.classes);

/** What the script prepares is sent once the gate is open, and not before: it is traffic too. */
export function begin(script: Script): unknown {
  if (plan === undefined) throw new Error('expected the plan as escaped JSON in GAMEDAY_LOAD, got none: this archive is run by gameday');
  waitAtGate(plan.gate);
  as('setup');
  return functionOf(script, 'setup')?.(undefined);
}

export async function iterate(script: Script, data: unknown, say: Say): Promise<void> {
  const name = pickWeighted(drawsOf(1, exec.scenario.iterationInTest), weights);
  as(name);
  try {
    await functionOf(script, name)?.(data);
  } catch (error) {
    thrown.add(1);
    // Each simulated user says it once: a flood's log would otherwise be another flood.
    if (!told) say(`${name}() threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
    told = true;
  }
}

export function finish(script: Script, data: unknown): unknown {
  as('teardown');
  return functionOf(script, 'teardown')?.(data);
}

export const handleSummary = totalsBy(countedByK6);
