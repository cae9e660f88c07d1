/** Holds the verb `evidence`: one archive of a run with what an auditor asks of an exercise, and the sum of every file in it. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { historyOf } from './judge.ts';
import { folderOf, runArgument } from './tell.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';
import { writeNew } from './write-new.ts';

interface EvidenceOptions extends CommonOptions {
  readonly out?: string;
  readonly tip?: string;
}

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The same run gives the same bytes: an archive's own times are those of the run's end, as it can't hold any before 1980. */
async function bundled(io: Io, run: string, options: EvidenceOptions): Promise<number> {
  const folder = await folderOf(io, run);
  const [{ readSegments }, { judge }, { reporters }, { evidenceFiles }, { zipSync, strToU8 }] = await Promise.all([import('../store/segments.ts'), import('../judge/judge.ts'), import('../report/index.ts'), import('../report/evidence/index.ts'), import('fflate')]);
  const history = await historyOf(io, folder, options.tip);
  const card = judge(history);
  const texts: Record<string, string> = {
    ...evidenceFiles(card, history),
    ...Object.fromEntries(Object.values(reporters).map((reporter) => [reporter.file, reporter.render(card)])),
    ...Object.fromEntries(readSegments(folder).map(({ name, text }) => [name, text])),
  };
  const files = Object.fromEntries(Object.keys(texts).sort().map((name) => [name, strToU8(texts[name] ?? '')]));
  const sums = Object.entries(files).map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sumOf(bytes) }));
  const root = card.run;
  const manifest = strToU8(sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''));
  const archive = zipSync(Object.fromEntries(Object.entries({ ...files, SHA256SUMS: manifest }).map(([name, bytes]) => [`${root}/${name}`, bytes])), { mtime: new Date(history.endMs), level: 9 });
  // By default it is named after the record's end, so that what stands there already is the same archive.
  const named = options.out ?? path.relative(io.cwd, path.join(folder, `evidence-${card.journal.tip.slice(0, 8)}.zip`));
  if (options.out === undefined) writeFileSync(path.resolve(io.cwd, named), archive);
  else writeNew(io, named, archive);
  if (options.json === true) printJson(io, { file: named, sha256: sumOf(archive), files: sums, journal: card.journal });
  else if (options.quiet !== true) io.out(`${named}: ${sums.length + 1} files, SHA-256 ${sumOf(archive)}\nThe page for an auditor is exercise.html in it; \`sha256sum -c SHA256SUMS\` checks the rest.\n`);
  return card.journal.state === 'damaged' ? exitCodes.inconclusive : exitCodes.passed;
}

export const evidence: Verb = (io, end) =>
  command({
    name: 'evidence',
    summary: 'bundle what an auditor asks of an exercise: scenario, MSEL, journal and its verification, attendance, ratings, findings',
    examples: ['gameday evidence latest', 'gameday evidence latest --out 2026-q4-exercise.zip', 'gameday evidence latest --tip 3f2a…  # is its end the one that was printed?'],
    next: 'hand in the archive with its SHA-256; 2 where the journal is damaged, and the bundle says where.',
  })
    .argument('<run>', runArgument)
    .option('--out <file>', "the archive, not there yet (default: evidence-TIP.zip in the run's folder, named after the record's end)")
    .option('--tip <hash>', 'the hash of the last line, as the run printed it: shows a cut or edited end')
    .action(async (run: string, options: EvidenceOptions) => end(await bundled(io, run, options)));
