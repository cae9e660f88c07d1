/** Holds the verb `close`: after the incident, who still waits for its report, what came of it, and the score that follows. */
import { Option } from 'commander';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import type { Events } from '../record/events.ts';
import type { History } from '../record/history.ts';
import { customersFrom } from './close/customers.ts';
import { debtLines } from './close/debt-lines.ts';
import { proofsIn } from './close/observations.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { historyOf } from './judge.ts';
import { momentMs } from './moment.ts';
import { writeReports } from './reports.ts';
import { folderOf, runArgument } from './tell.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

interface CloseOptions extends CommonOptions {
  readonly report?: string;
  readonly kind: 'preliminary' | 'final';
  readonly delivered?: string;
  readonly acknowledged?: string;
  readonly observations?: string;
  readonly role: string;
  readonly by: 'facilitator' | 'self';
  readonly at?: string;
}

type Moved = Events['report.moved'];
const reportBytesMax = 200_000;

function textOf(io: Io, file: string): string {
  try {
    const text = readFileSync(path.resolve(io.cwd, file), 'utf8');
    if (text.trim() !== '' && Buffer.byteLength(text) <= reportBytesMax) return text;
    throw new Problem({ expected: `a report as text, of at most ${reportBytesMax / 1000} kB`, got: text.trim() === '' ? 'an empty file' : `${Math.round(Buffer.byteLength(text) / 1000)} kB`, where: file });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem({ expected: 'a file to read', got: reasonOf(error), where: file, cause: error });
  }
}

async function movesOf(io: Io, history: History, options: CloseOptions, atMs: number): Promise<readonly Moved[]> {
  const { incidentOver, owedTo, reportOf } = await import('../judge/derive/reports.ts');
  const owed = owedTo(history);
  const over = incidentOver(history);
  if (owed === undefined || owed.count === 0 || over === undefined) {
    throw new Problem({ expected: 'a run that owes somebody a report', got: owed === undefined ? 'one without a panel of customers' : owed.count === 0 ? 'a panel in which nobody needs a record' : 'one without an incident', next: 'A scenario names its customers under `panel`; without options `gameday close` only looks.' });
  }
  const about = { report: options.kind, role: options.role, source: options.by === 'self' ? 'self-reported' : 'facilitator' } as const;
  const text = options.report === undefined ? undefined : textOf(io, options.report);
  const written = text ?? reportOf(history, options.kind).written?.text;
  if (written === undefined) throw new Problem({ expected: `the ${options.kind} report before its delivery`, got: 'none in the record', next: 'Hand it in with --report FILE; a postmortem that a status page published in the drill counts as well.' });
  const told = (list: string | undefined, rung: 'delivered' | 'acknowledged'): Moved[] => (list === undefined ? [] : customersFrom(list, owed, `--${rung}`).map((customer) => ({ ...about, atMs, rung, customer })));
  const proofs = options.observations === undefined ? [] : proofsIn(textOf(io, options.observations), options.observations, written, history.last('panel.listed'));
  return [
    ...(text === undefined ? [] : [{ ...about, atMs, rung: 'composed' as const, text, sha256: createHash('sha256').update(text).digest('hex') }]),
    ...told(options.delivered, 'delivered'),
    ...proofs.map((proof): Moved => ({ ...about, ...proof, source: 'observed' })),
    ...told(options.acknowledged, 'acknowledged'),
  ];
}

async function closed(io: Io, run: string, options: CloseOptions): Promise<number> {
  const [folder, { systemClock }, { appendAfter }, { judge }] = await Promise.all([folderOf(io, run), import('../worlds/system-clock.ts'), import('../store/take-over.ts'), import('../judge/judge.ts')]);
  const before = await historyOf(io, folder);
  const nowMs = systemClock.now();
  const atMs = options.at === undefined ? nowMs : momentMs(options.at, nowMs);
  const tells = [options.report, options.delivered, options.acknowledged, options.observations].some((option) => option !== undefined);
  const moves = tells ? await movesOf(io, before, options, atMs) : [];
  const owes = judge(before).debts !== null;
  if (owes) {
    appendAfter(folder, { pid: io.pid, clock: systemClock }, (as) => {
      for (const move of moves) as('close')('report.moved', move);
      as('close')('debts.looked', { atMs, role: options.role });
    });
  }
  const card = judge(await historyOf(io, folder));
  await writeReports(folder, card);
  if (options.json === true) printJson(io, card.debts);
  else if (options.quiet !== true) io.out(debtLines(card));
  return card.debts?.open === true ? exitCodes.failed : exitCodes.passed;
}

export const close: Verb = (io, end) =>
  command({
    name: 'close',
    summary: 'say who still waits for the report of an incident, hand it in, and close the run once everybody who needs it has acknowledged it',
    examples: [
      'gameday close latest  # what is owed to whom, and by when',
      'gameday close latest --report root-cause.md',
      'gameday close latest --delivered all --acknowledged customer-12,customer-40',
      'gameday close latest --observations heard.ndjson  # what `gameday receivers` put down',
    ],
    next: 'it ends with 1 while somebody waits, with 0 once the run is closed; the scorecard is written anew each time.',
  })
    .argument('<run>', runArgument)
    .option('--report <file>', 'the report, as text or Markdown')
    .addOption(new Option('--kind <kind>', 'which report').choices(['preliminary', 'final']).default('final'))
    .option('--delivered <customers>', 'who has it: ids separated by commas, or all')
    .option('--acknowledged <customers>', 'who acknowledged it: ids separated by commas, or all')
    .option('--observations <file>', 'what receivers heard of it, as `gameday receivers --out` writes it')
    .option('--role <role>', 'the role that says so', 'communications')
    .addOption(new Option('--by <who>', 'whose word it is: the facilitator, or the role itself').choices(['facilitator', 'self']).default('facilitator'))
    .option('--at <time>', 'when it was: a full time stamp, "14:25:05" or "90m ago"; now by default')
    .action(async (run: string, options: CloseOptions) => end(await closed(io, run, options)));
