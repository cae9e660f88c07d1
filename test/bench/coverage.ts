/** Measures judging the coverage of a million customers with seven channels each, from the journal on: how long, and with how much memory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import quickstart from '../../scenarios/quickstart.ts';
import { perform } from '../house/simulated-drill.ts';
import type { Row } from './row.ts';

const customers = 1_000_000;
const rounds = 3;
const program = path.join(import.meta.dirname, 'programs/judge-coverage.ts');

interface Judged {
  readonly ms: number;
  readonly rssKb: number;
  readonly customers: number;
  readonly told: number;
}

export async function coverage(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-coverage-'));
  try {
    const { text, history } = await perform({ raw: { ...quickstart, panel: { generate: { customers } } } });
    const file = path.join(folder, 'journal.ndjson');
    writeFileSync(file, text);
    const all = Array.from({ length: rounds }, () => JSON.parse(execFileSync(process.execPath, [program, file], { encoding: 'utf8' })) as Judged);
    const [first] = all;
    if (first?.customers !== customers || first.told === 0) throw new Error(`expected a coverage of ${customers} customers, got ${JSON.stringify(first)}`);
    const profiles = history.of('panel.part').reduce((sum, part) => sum + part.count.length, 0);
    const note = `best of ${rounds} rounds, reading and checking the journal included: ${profiles} profiles in ${Math.round(text.length / 1000)} kB, ${Math.round((100 * first.told) / customers)} % told`;
    return [
      { name: 'judging the coverage of 1,000,000 customers x 7 channels', measured: Math.min(...all.map(({ ms }) => ms)) / 1000, limit: 3, want: 'at most', unit: 's', note },
      { name: 'memory for it', measured: Math.max(...all.map(({ rssKb }) => rssKb)) / 1000, limit: 500, want: 'at most', unit: 'MB', note: 'largest of the same rounds, the whole process' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
