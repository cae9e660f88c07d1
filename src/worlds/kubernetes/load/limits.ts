/** Holds what is refused before a generator is made: targets outside the drill's entries, and more requests than the scenario allows at one moment. */
import { type LoadSpec, requestsMax } from '../../../ports/capabilities.ts';
import { Problem } from '../../../problem.ts';
import { isShape, triesOf } from '../../../tools/k6/scripts/flood-shapes.ts';
import { urlsIn } from '../../../tools/k6/targets.ts';

/** Throws a Problem when any URL anywhere in the settings is not of an entry, or when there is none at all. */
export function refuseOtherTargets({ name, settings }: LoadSpec, entries: readonly string[]): void {
  const origins = new Set(entries.map((entry) => new URL(entry).origin));
  const expected = `a target among the entries of this drill: ${[...origins].join(', ') || 'there is none'}`;
  let seen = 0;
  for (const { at, url } of urlsIn(settings, 'settings')) {
    seen += 1;
    if (!origins.has(url.origin)) throw new Problem({ expected, got: url.origin === 'null' ? url.href : url.origin, where: `generator "${name}", ${at}`, next: 'A drill sends traffic to what its scenario names as its entries and nowhere else.' });
  }
  if (seen === 0) throw new Problem({ expected, got: 'settings without any URL', where: `generator "${name}"` });
}

/** What a generator may send in a second at most: a herd tries each request several times, and a script of the team's own is held to a cap. */
export function peakOf({ stages, script, settings: { shape } }: LoadSpec): number {
  const rps = Math.max(0, ...stages.map((stage) => stage.rps));
  if (typeof script !== 'string') return requestsMax(script, rps);
  return rps * (typeof shape === 'string' && isShape(shape) ? triesOf(shape) : 1);
}

/** Legitimate traffic isn't bounded by the limit of floods. A script of the team's own is one or the other by how it is followed. */
export const floodRps = (spec: LoadSpec): number => (spec.script === 'legitimate' || (typeof spec.script !== 'string' && spec.report === 'samples') ? 0 : peakOf(spec));

/** `others` are the generators that wait or run. */
export function refuseBeyondRate(spec: LoadSpec, others: readonly LoadSpec[], rpsMax: number): void {
  const rps = [spec, ...others].reduce((sum, one) => sum + floodRps(one), 0);
  if (floodRps(spec) === 0 || rps <= rpsMax) return;
  const beside = others.filter((one) => floodRps(one) > 0).map(({ name }) => name);
  throw new Problem({
    expected: `at most ${rpsMax} requests a second of all floods together`,
    got: `${rps}${beside.length === 0 ? '' : `, together with ${beside.join(', ')}`}`,
    where: `generator "${spec.name}", world.settings.cluster.limits.rps`,
    next: 'Lower the rate, or raise the limit if whoever runs this environment agrees.',
  });
}
