/** Holds the test that a simulated drill is a function of its scenario and its seed: each bundled scenario gives the same bytes in any process, wherever and in whatever locale that runs. */
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../cli/gameday.ts';

const program = path.join(import.meta.dirname, 'programs/bundled.ts');
const bundled = readdirSync(path.join(root, 'scenarios')).filter((file) => /\.(?:ts|yaml)$/.test(file));

/** Far apart: another day, another calendar, commas in numbers, letters in another order. */
const places = [
  { cwd: root, env: { TZ: 'UTC', LC_ALL: 'C', LANG: 'C' } },
  { cwd: tmpdir(), env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'th_TH.UTF-8', LANG: 'th_TH.UTF-8' } },
  { cwd: '/', env: { TZ: 'America/St_Johns', LC_ALL: 'sv_SE.UTF-8', LANG: 'sv_SE.UTF-8' } },
] as const;

async function journalOf(scenario: string, { cwd, env }: (typeof places)[number]): Promise<string> {
  const ran = await promisify(execFile)(process.execPath, [program, path.join(root, 'scenarios', scenario), '11'], { cwd, env: { PATH: process.env['PATH'], ...env }, maxBuffer: 100_000_000 });
  return ran.stdout;
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a simulated drill', function () {
  this.timeout(120_000);

  for (const scenario of bundled) {
    it(`gives the same journal of ${scenario} byte for byte, in whatever process, place, time zone and locale`, async () => {
      const journals = [];
      for (const place of places) journals.push(await journalOf(scenario, place));
      expect(journals[0]).to.match(/"kind":"run\.closed"[^\n]*"because":"complete"[^\n]*\n$/);
      expect(new Set(journals.map(sha256)).size).to.equal(1);
    });
  }
});
