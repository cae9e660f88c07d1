/** Holds the tests of the verb `evidence`: the archive is whole, the same each time, and says when its journal isn't. */
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gameday, scratch } from './gameday.ts';

describe('the verb evidence', function () {
  this.timeout(60_000);
  const place = scratch();
  const run = path.join(place.folder, 'run');
  after(place.clean);

  before(async () => {
    expect((await gameday(['run', 'quickstart', '--world', 'simulated', '--out', run, '--quiet'])).code).to.equal(0);
  });

  it('writes an archive whose sums hold, with the journal as it is, and the same bytes each time', async () => {
    const one = await gameday(['evidence', run, '--json']);
    expect([one.code, one.err]).to.deep.equal([0, '']);
    const { file, sha256 } = JSON.parse(one.out) as { file: string; sha256: string };
    const bytes = readFileSync(path.resolve(file));
    expect(createHash('sha256').update(bytes).digest('hex')).to.equal(sha256);
    const found = Object.entries(unzipSync(bytes)).map(([name, content]) => [name.split('/')[1] ?? '', content] as const);
    const files = new Map(found);
    const sums = Buffer.from(files.get('SHA256SUMS') ?? '').toString().trimEnd().split('\n').map((line) => line.split('  '));
    expect(sums).to.have.length(files.size - 1);
    for (const [sum, name] of sums) expect(createHash('sha256').update(files.get(name ?? '') ?? '').digest('hex'), name).to.equal(sum);
    expect(Buffer.from(files.get('journal.ndjson') ?? '').equals(readFileSync(path.join(run, 'journal.ndjson')))).to.equal(true);
    const again = await gameday(['evidence', run, '--json']);
    expect((JSON.parse(again.out) as { sha256: string }).sha256).to.equal(sha256);
    expect(readdirSync(run).filter((name) => name.endsWith('.zip'))).to.have.length(1);
  });

  it('writes over nothing that was named, and says what to do', async () => {
    const file = path.join(place.folder, 'mine.zip');
    writeFileSync(file, 'mine');
    const ended = await gameday(['evidence', run, '--out', file]);
    expect(ended.code).to.equal(64);
    expect(ended.err).to.match(/expected a file that is not there yet/);
    expect(readFileSync(file, 'utf8')).to.equal('mine');
  });

  it('says that a journal was edited, in its exit code and in the bundle', async () => {
    const edited = path.join(place.folder, 'edited');
    expect((await gameday(['run', 'quickstart', '--world', 'simulated', '--out', edited, '--quiet'])).code).to.equal(0);
    const journal = path.join(edited, 'journal.ndjson');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"milestone":"acknowledged"', '"milestone":"declared"'));
    const ended = await gameday(['evidence', edited, '--json']);
    expect(ended.code).to.equal(2);
    const { file } = JSON.parse(ended.out) as { file: string };
    const verification = Object.entries(unzipSync(readFileSync(file))).find(([name]) => name.endsWith('/verification.json'))?.[1];
    expect(JSON.parse(Buffer.from(verification ?? '').toString())).to.have.property('state', 'damaged');
  });
});
