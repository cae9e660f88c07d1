/** Holds the verb `check`: what a scenario would do, when, to what, and how it would be undone, without touching anything. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { PlannedInject } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import type { Panel } from '../scenario/panel/builder.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { expectationText, seedOption } from './options.ts';
import { scenarioOf } from './scenario-of.ts';
import { table } from './table.ts';
import { lacksPacker, withScripts } from './team-scripts.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';
import { type WorldChoice, worldOf, worldOptions } from './world-of.ts';

interface CheckOptions extends CommonOptions, WorldChoice {
  readonly seed?: number;
}

interface Radius {
  readonly inject: string;
  readonly fault: string;
  readonly does: string;
  readonly settings: Json;
  readonly claims: readonly string[];
  readonly needs: readonly string[];
  readonly mustBeSeen: readonly string[];
  readonly rightAlert: string;
  readonly undoneBy: readonly string[];
}

const labels = (inject: PlannedInject) => Object.entries(inject.alert?.labels ?? {}).map(([label, value]) => `${label}=${typeof value === 'string' ? value : value.join(' or ')}`);

function radiusOf(catalogue: Catalogue, inject: PlannedInject): Radius {
  const fault = catalogue.faults[inject.fault];
  return {
    inject: inject.inject,
    fault: inject.fault,
    does: fault?.summary ?? '',
    settings: inject.spec,
    claims: fault?.claims(inject.spec) ?? [],
    needs: fault?.needsWith(inject.spec) ?? [],
    mustBeSeen: inject.felt.map(expectationText),
    rightAlert: labels(inject).join(', ') || 'none: an alert would be a false alarm',
    undoneBy: fault?.revert.map((way) => way.how) ?? [],
  };
}

const panelText = ({ listing: { source, customers, regions, tiers, named }, members }: Panel) =>
  `${customers} customers (${source}); regions ${regions.join(', ')}; tiers ${tiers.join(', ')}; ${members.length} take part, ${named.length - members.length} more are named because they are on no list`;

const shares = (parts: Readonly<Record<string, number>>): string => Object.entries(parts).map(([name, part]) => `${name} ${Math.round(part * 100)} %`).join(', ');

function trafficText({ traffic }: ResolvedScenario): string {
  if (traffic === null) return 'none of ours';
  return 'team' in traffic ? `${traffic.rps} iterations/s of ${traffic.team.path}: ${shares(traffic.team.classes)}` : `${traffic.rps} requests/s of legitimate users: ${shares(traffic.regions)}`;
}

function facts(scenario: ResolvedScenario, panel: Panel | undefined, readable: (ms: number) => string): readonly (readonly string[])[] {
  const { brief } = scenario;
  const seats = scenario.responders.map((seat) => `${seat.role}: ${seat.by === 'automation' ? seat.name : seat.by}`);
  const guards = scenario.guardrails.map((guard) => {
    if (guard.kind === 'wall-clock') return `${readable(guard.maxMs)} on the wall clock`;
    if (guard.kind === 'availability') return `availability below ${guard.min * 100} % for ${readable(guard.forMs)}`;
    return `${guard.name} ${[guard.aboveMax === undefined ? [] : `above ${guard.aboveMax}`, guard.belowMin === undefined ? [] : `below ${guard.belowMin}`].flat().join(' or ')} for ${readable(guard.forMs)}, or without an answer for so long`;
  });
  return [
    ['owner', `${brief.owner}; authorised by ${brief.authorisedBy}`],
    ['plan', `${brief.plan.name}, version ${brief.plan.version}`],
    ['duration', `${readable(scenario.durationMs)}${brief.compression === 1 ? '' : `, time compressed ${brief.compression} times`}; seed ${scenario.seed}`],
    ['promise', `${brief.objective.availabilityMin * 100} % of requests good, 95 % of them within ${readable(brief.objective.latencyP95MsMax)}`],
    ['steady', `${scenario.steady.availabilityMin * 100} % good for ${readable(scenario.steady.forMs)} before the first inject`],
    ['traffic', trafficText(scenario)],
    ...scenario.scripts.map(({ path, sha256, files }) => ['script', `${path}, SHA-256 ${sha256} over ${Object.keys(files).join(', ')}`]),
    ...(panel === undefined ? [] : [['customers', panelText(panel)]]),
    ['observers', scenario.observers.map(({ observer }) => observer).join(', ') || 'none'],
    ['responders', seats.join(', ') || 'none'],
    ['stops at', guards.join('; ')],
    ...brief.objectives.map((objective) => ['objective', `${objective.text} (${objective.metric})`]),
  ];
}

async function checked(io: Io, named: string, options: CheckOptions): Promise<number> {
  const loaded = await scenarioOf(io, named, options);
  const { catalogue, panel } = loaded;
  const unpacked = await lacksPacker(io, loaded.scenario);
  const { scenario: whole } = unpacked === undefined ? await withScripts(io, loaded) : loaded;
  const [{ timeline }, { fittedTo, lacks, lacksSecrets }, { wishOf }, { seededRandom }, { readable }, { armsOf }, kind] = await Promise.all([
    import('../scenario/timeline.ts'),
    import('../scenario/lacks.ts'),
    import('../scenario/wish-of.ts'),
    import('../worlds/seeded-random.ts'),
    import('../scenario/readable-span.ts'),
    import('../studies/variants.ts'),
    worldOf(options),
  ]);
  const has = kind.has(whole.world.settings);
  const scenario = fittedTo(has, whole, catalogue);
  const injects = timeline(scenario, catalogue, seededRandom(scenario.seed).fork('timeline'));
  const radius = injects.map((inject) => radiusOf(catalogue, inject));
  const lacking = lacks(scenario, catalogue, has);
  const asked = (await kind.preflight?.(wishOf(scenario, catalogue))) ?? { refusals: [], touches: [] };
  const missing = [...(await kind.missing()), ...lacksSecrets(scenario, catalogue, io.env), ...asked.refusals, ...(unpacked === undefined ? [] : [unpacked])];
  const world = { name: kind.name, simulated: kind.simulated, lacks: lacking, missing, touches: asked.touches };
  if (options.json === true) printJson(io, { scenario, timeline: injects, blastRadius: radius, world });
  else if (options.quiet !== true) {
    const width = io.terminal.width();
    const rows = injects.map((inject) => [readable(inject.offsetMs), readable(inject.forMs), inject.lane, inject.inject, inject.title]);
    const variants = armsOf(loaded.raw).slice(1).map(({ id, title }) => ['variant', `${id}: ${title}`]);
    const parts = radius.map((one) => `  ${one.inject}: ${one.does}\n${table([['settings', JSON.stringify(one.settings)], ['claims', one.claims.join(', ') || 'nothing to itself'], ['needs', one.needs.join(', ') || 'nothing'], ['must be seen', one.mustBeSeen.join('; ') || 'nothing'], ['right alert', one.rightAlert], ['undone by', one.undoneBy.join('; if that fails: ')]], width, 4)}`);
    io.out(`${scenario.brief.title} (${scenario.brief.name}, version ${scenario.brief.version})\n${table([...facts(scenario, panel, readable), ...variants], width)}\n`);
    io.out(`\nTimeline (MSEL)\n${table([['at', 'for', 'lane', 'inject', 'what'], ...rows], width)}\n`);
    io.out(`\nBlast radius\n${parts.join('\n\n') || '  nothing is injected'}\n`);
    if (asked.touches.length > 0) io.out(`\nWould be touched\n${asked.touches.map((touch) => `  ${touch}`).join('\n')}\n`);
    io.out(`\nWorld ${kind.name}${kind.simulated ? ' (simulated: proves nothing about a real system)' : ''}: ${missing.length + lacking.length === 0 ? 'everything that is needed is there' : 'something is missing'}\n`);
  }
  for (const one of lacking) io.err(`gameday: the world ${kind.name} has no ${one.capability}, which is needed by ${one.neededBy.join(', ')}\n`);
  for (const sentence of missing) io.err(`gameday: ${sentence}\n`);
  return lacking.length + missing.length === 0 ? exitCodes.passed : exitCodes.usage;
}

export const check: Verb = (io, end) =>
  worldOptions(command({
    name: 'check',
    summary: 'validate a scenario and print its timeline and blast radius, touching nothing',
    examples: ['gameday check scenarios/quickstart.ts', 'gameday check quickstart --seed 7 --json'],
    next: '`gameday run` with the same scenario.',
  }).argument('<scenario>', 'a .ts, .yaml or .json file, or the name of a bundled scenario'))
    .addOption(seedOption())
    .action(async (scenario: string, options: CheckOptions) => end(await checked(io, scenario, options)));
