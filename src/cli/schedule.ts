/** Holds the verb `schedule`: the CronJob that runs a scenario in its cluster, and the invitation for people's calendars. Nothing is applied. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '../problem.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { scenarioOf } from './scenario-of.ts';
import { withScripts } from './team-scripts.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';
import { refuseExisting, writeNew } from './write-new.ts';

interface ScheduleOptions extends CommonOptions {
  readonly cron: string;
  readonly timeZone: string;
  readonly namespace?: string;
  readonly image?: string;
  readonly out: string;
}

/** Beyond the wall clock of the drill: the pod's start, the world's opening, withdrawal, and reports. */
const besideS = 180;
const slotMinutes = 15;

function deadlineOf({ guardrails, durationMs }: ResolvedScenario): number {
  const wallClock = guardrails.find((guardrail) => guardrail.kind === 'wall-clock');
  return Math.ceil((wallClock?.maxMs ?? durationMs) / 1000) + besideS;
}

async function scheduled(io: Io, named: string, options: ScheduleOptions): Promise<number> {
  const loaded = await scenarioOf(io, named, { world: 'kubernetes' });
  const { catalogue, raw } = loaded;
  // The image has no k6 to pack with, and the Job none of the team's files.
  const { scenario, scripts } = await withScripts(io, loaded);
  const [{ cronTimes }, { cronJob }, { calendar }, { briefing }, { timeline }, { filesOf }, { seededRandom }, { systemClock }] = await Promise.all([
    import('./schedule/cron-times.ts'),
    import('./schedule/cron-job.ts'),
    import('./schedule/calendar.ts'),
    import('./schedule/briefing.ts'),
    import('../scenario/timeline.ts'),
    import('./packed-scripts.ts'),
    import('../worlds/seeded-random.ts'),
    import('../worlds/system-clock.ts'),
  ]);
  if (scenario.panel !== undefined && 'file' in scenario.panel) throw new Problem({ expected: 'a scenario that is one file', got: `customers in ${scenario.panel.file}`, where: `${named}, panel`, next: 'A Job has the scenario alone: let `panel.generate` make customers up, or run it by hand.' });
  const { cron, timeZone, namespace, image = io.env['GAMEDAY_IMAGE'] } = options;
  const times = cronTimes(cron, timeZone);
  const nowMs = systemClock.now();
  const deadlineS = deadlineOf(scenario);
  const moments = times.next(nowMs, 3);
  const gapS = Math.min(...moments.slice(1).map((moment, n) => (moment.atMs - (moments[n]?.atMs ?? 0)) / 1000));
  if (gapS < deadlineS) throw new Problem({ expected: `at least ${deadlineS} s between two runs, since one may take so long`, got: `${gapS} s`, where: '--cron', next: 'Let it run less often, or shorten `guardrails.wallClock`.' });

  const name = `gameday-${scenario.brief.name}`.slice(0, 52).replace(/-+$/, '');
  const files = { manifest: path.join(options.out, `${name}.yaml`), calendar: path.join(options.out, `${name}.ics`) };
  for (const file of Object.values(files)) refuseExisting(io, file);
  const runner = (file: string) => readFileSync(path.join(io.home, 'k8s/runner', file), 'utf8');
  const injects = timeline(scenario, catalogue, seededRandom(scenario.seed).fork('timeline'));
  const minutes = Math.max(slotMinutes, 5 * Math.ceil(deadlineS / 300));
  writeNew(io, files.manifest, cronJob({ name, times, scenario: raw, packed: filesOf(io.version, scripts), deadlineS, image, namespace }, { job: runner('job.yaml'), journals: runner('journals.yaml') }));
  writeNew(io, files.calendar, calendar({ name, title: scenario.brief.title, briefing: briefing(scenario, injects, { namespace, job: name }), times, nowMs, minutes, where: namespace === undefined ? undefined : `namespace ${namespace}` }));

  const next = moments.map((moment) => new Date(moment.atMs).toISOString());
  if (options.json === true) printJson(io, { ...files, scripts: scenario.scripts, next, rule: times.rule ?? null, timeZone: times.timeZone });
  else if (options.quiet !== true) {
    const dates = times.rule === undefined ? 'as single dates, since no rule of calendars says this line of cron' : `as a rule, ${times.rule}`;
    io.out(`Wrote ${files.manifest} (${['CronJob', 'scenario', ...scripts.map((script) => script.path), 'volume'].join(', ')}) and ${files.calendar} (${dates}).\nThe next runs: ${next.join(', ')} (${times.timeZone}).\n\nNext:\n  1. kubectl ${namespace === undefined ? '' : `-n ${namespace} `}apply --server-side -f ${files.manifest}\n  2. Send ${files.calendar} to whoever is needed; the briefing is in it.\n`);
  }
  return exitCodes.passed;
}

export const schedule: Verb = (io, end) =>
  command({
    name: 'schedule',
    summary: 'write the CronJob that runs a scenario in a cluster, and an invitation for calendars',
    examples: ['gameday schedule shop.yaml --cron "30 9 * * 2" --time-zone Europe/Berlin', 'gameday schedule shop.yaml --cron "0 14 1 * *" --namespace shop --out drills'],
    next: '`kubectl apply` with the manifest, where `gameday install` has put the agent.',
  })
    .argument('<scenario>', 'a .ts, .yaml or .json file, or the name of a bundled scenario')
    .requiredOption('--cron <line>', 'when: minute, hour, day of the month, month, day of the week')
    .option('--time-zone <name>', 'the time zone that this is meant in', 'Etc/UTC')
    .option('--namespace <name>', "written into the manifest and the briefing (default: none; kubectl's own)")
    .option('--image <name>', 'the image of gameday (default: GAMEDAY_IMAGE, or what k8s/runner names)')
    .option('--out <dir>', 'the folder to write to; a file that is there is never overwritten', '.')
    .action(async (scenario: string, options: ScheduleOptions) => end(await scheduled(io, scenario, options)));
