/** Tests how a team's own k6 script is packed by a real k6: what is in the archive, what is recorded of it, and what is refused in which words. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { Problem } from '../../../src/problem.ts';
import { anonymous, filesIn } from '../../../src/tools/k6/archive-files.ts';
import { packed, type Written, written } from './packed.ts';

const users = `import http from 'k6/http';
import { pages } from '../lib/pages.ts';
const words: readonly string[] = JSON.parse(open('./words.json'));
const base = new Map([['url', __ENV['GAMEDAY_TARGET']!.toUpperCase() + __ENV['GAMEDAY_TARGET_EDGE']!.length]]);
export const options = { scenarios: { mine: { executor: 'constant-vus', vus: 9, duration: '1h' } }, thresholds: { http_reqs: ['count>1'] }, insecureSkipTLSVerify: true };
export function setup() { return base.size; }
export function browse() { http.get(__ENV['GAMEDAY_TARGET'] + pages[0]! + words[0]!); }
export const search = () => browse();
`;
const longName = `deep/${'a-folder-with-a-long-name/'.repeat(9)}words-that-lie-far-down.json`;
const files = { 'k6/users.ts': users, 'lib/pages.ts': "export const pages: readonly string[] = ['/'];\n", 'k6/words.json': '["x"]', 'unused.ts': 'export {};' };
const sum = (text: string) => createHash('sha256').update(text).digest('hex');

describe("a team's own script", () => {
  let folder: Written | undefined;
  afterEach(() => folder?.clean());
  const packing = async (more: Readonly<Record<string, string | Buffer>>, path = 'k6/users.ts', prefix?: string) => {
    folder?.clean();
    folder = written(more, prefix);
    return packed(folder, path);
  };

  it('is packed with all that it imports and opens, and recorded by sums that anybody can make again', async () => {
    const { archive, functions, files: recorded, sha256 } = await packing(files);
    expect(functions).to.deep.equal(['browse', 'search', 'setup']);
    expect(recorded).to.deep.equal({ 'k6/users.ts': sum(users), 'k6/words.json': sum('["x"]'), 'lib/pages.ts': sum(files['lib/pages.ts']) });
    const listed = Object.entries(recorded).map(([path, one]) => `${one}  ${path}\n`).join('');
    expect(sha256).to.equal(sum(listed));
    const inside = filesIn(archive);
    expect(inside.get(anonymous(`${folder?.folder}/k6/users.ts`))?.toString()).to.equal(users);
    expect(Buffer.from(archive).toString('latin1')).not.to.match(/"GAMEDAY_|"scenarios": \{|"executor"/);
  });

  it('has the same sum wherever it lies and whenever it is packed, and another once anything in it changes', async () => {
    const { sha256 } = await packing(files);
    expect((await packing(files, 'k6/users.ts', 'gameday 50%20 off-')).sha256).to.equal(sha256);
    expect((await packing({ ...files, 'unused.ts': 'export const x = 1;' })).sha256).to.equal(sha256);
    expect((await packing({ ...files, 'k6/words.json': '["y"]' })).sha256).not.to.equal(sha256);
  });

  it('may lie deeper than a plain tar can say', async () => {
    const { files: recorded } = await packing({ 'users.js': `const x = open('./${longName}');\nexport default function () { return x; }\n`, [longName]: '[]' }, 'users.js');
    expect(Object.keys(recorded)).to.deep.equal([longName, 'users.js']);
  });

  const refused: Readonly<Record<string, readonly [script: string, says: RegExp]>> = {
    'is no script': ['export default function () {', /got \/.*users\.ts: Line 1:\d+ Unexpected end of file$/],
    'imports what is not there': ["import { x } from './nowhere.ts';\nexport default () => x;", /got an import of \.\/nowhere\.ts, which is not there/],
    'opens what is not there': ["const x = open('./nowhere.json');\nexport default () => x;", /no such file or directory at \/.*users\.ts:1:\d+/],
    'imports from elsewhere': ["import { x } from 'https://jslib.example/x.js';\nexport default () => x;", /got an import of https:\/\/jslib\.example\/x\.js\n.*beside the script/],
    'asks the network before it is run': ["import http from 'k6/http';\nhttp.get('http://127.0.0.1');\nexport default () => 1;", /http requests in the init context is not supported at \/.*users\.ts:2:\d+/],
    'throws before it is run': ["export default () => 1;\nthrow new Error('no licence');", /got Error: no licence at \/.*users\.ts:2:\d+/],
    'speaks another protocol': ["import ws from 'k6/ws';\nexport default () => ws;", /expected a k6 script whose requests are k6\/http, got an import of k6\/ws in k6\/users\.ts\n.*neither counted nor held/],
    'drives a browser': ["const { browser } = require('k6/browser');\nexport default () => browser;", /got an import of k6\/browser in/],
    'needs an extension': ["import sql from 'k6/x/sql';\nexport default () => sql;", /unknown modules \["k6\/x\/sql"\]/],
  };
  for (const [why, [script, says]] of Object.entries(refused)) {
    it(`is refused when it ${why}, without a stack`, async () => {
      const problem = await packing({ 'k6/users.ts': script }).then(() => undefined, (error: unknown) => error);
      expect(problem).to.be.instanceOf(Problem);
      expect((problem as Problem).message).to.match(says).and.not.match(/\n\s*at |could not initialize/);
    });
  }

  it('is refused with its size when no ConfigMap takes it', async () => {
    const problem = await packing({ 'k6/users.ts': "const x = open('./big.bin', 'b');\nexport default () => x;", 'k6/big.bin': Buffer.alloc(1_100_000) }).then(() => undefined, (error: unknown) => error);
    expect((problem as Problem).message).to.match(/at most 992 KiB, .*ConfigMap.*, got 1\d\d\d KiB/);
  });
});
