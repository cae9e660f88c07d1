/** Holds the test of a machine without the programs: a process of its own, since what was found is remembered. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

describe('a machine without k6 and Toxiproxy', () => {
  it('is told what is missing and how to get it', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'gameday-empty-'));
    const world = join(import.meta.dirname, '../../../src/worlds/local/index.ts');
    const ask = `const { localWorld } = await import(${JSON.stringify(world)}); console.log(JSON.stringify(await localWorld.missing()))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', ask], { env: { PATH: empty, HOME: empty } });
    rmSync(empty, { recursive: true });
    const missing = JSON.parse(stdout) as string[];
    expect(missing).to.have.length(2);
    for (const [at, name] of ['k6', 'toxiproxy'].entries()) expect(missing[at]).to.include(name).and.to.include('gameday setup');
  });
});
