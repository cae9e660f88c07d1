/** Holds the tests of reading scenario files: places in YAML, and code that may read its own folder and nothing else. */
import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Problem } from '../../src/problem.ts';
import { loadScenario, readScenario } from '../../src/scenario/load-scenario.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { smallCatalogue } from './small-catalogue.ts';

describe('loadScenario', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-scenario-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const problemOf = async (file: string): Promise<string> => {
    try {
      await loadScenario(file);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      expect(error.message).not.to.match(/\n\s+at /);
      return error.message.replaceAll(folder, 'FOLDER').split('\n')[0] ?? '';
    }
    throw new Error('expected a problem, got a scenario');
  };

  describe('in YAML', () => {
    const spoilt = ['name: quick', "version: '1'", 'owner: sre', 'duration: 60s', 'lanes:', '  attack:', '    - fault: flood', '      for: 10s', '      with:', '        rps: fast', '    - fault: latency', '      for: 10s', '      with: { prox: social }'];

    it('says line and column of each problem', async () => {
      const file = write('spoilt.yaml', spoilt.join('\n'));
      const { raw, locate } = await readScenario(file);
      expect(() => parseScenario(smallCatalogue, raw, { file: 'spoilt.yaml', ...(locate === undefined ? {} : { locate }) })).to.throw(
        [
          'expected a scenario without problems, got 3 problems (spoilt.yaml)',
          '  - lanes.attack[0].with.rps (line 10:9): expected a number, got "fast"',
          '  - lanes.attack[1].with.proxy (line 13:7): expected one of "social", "portal" or "mail", got nothing',
          '  - lanes.attack[1].with.prox (line 13:15): expected one of the keys proxy or latencyMs, got the unknown key "prox"; did you mean "proxy"?',
        ].join('\n'),
      );
    });

    it('finds places behind an anchor and an alias', async () => {
      const { raw, locate } = await readScenario(write('alias.yaml', 'a: &x\n  b: 1\nc: *x\n'));
      expect(raw).to.deep.equal({ a: { b: 1 }, c: { b: 1 } });
      expect(locate?.(['a', 'b'])).to.deep.equal({ line: 2, column: 3 });
      expect(locate?.(['c', 'b'])?.line).to.equal(3);
      expect(locate?.([])).to.deep.equal({ line: 1, column: 1 });
    });

    const broken: Record<string, [text: string, said: RegExp]> = {
      'bad indentation': ['a:\n  - b\n c: d\n', /^expected YAML, got what can't be read: .+ \(FOLDER\/broken\.yaml, line \d+:\d+\)$/],
      'a key given twice': ['a: 1\na: 2\n', /Map keys must be unique.*line 2:1/],
      'an unclosed quote': ['a: "b\n', /broken\.yaml, line \d+:\d+/],
      'an alias of nothing': ['a: *nobody\n', /expected YAML/],
      'a type of somebody else': ['a: !!js/function "x"\n', /expected YAML/],
      'two documents': ['a: 1\n---\nb: 2\n', /expected YAML/],
      'aliases that explode': [`a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((n, i) => `${n}: &${n} [${Array.from({ length: 9 }, () => `*${'abcdefg'[i] ?? ''}`).join(',')}]`).join('\n')}\n`, /aliases can be written out/],
    };
    for (const [what, [text, said]] of Object.entries(broken)) {
      it(`refuses ${what}`, async () => expect(await problemOf(write('broken.yaml', text))).to.match(said));
    }

    it('reads JSON with places too', async () => {
      expect(await loadScenario(write('some.json', '{"name": "x"}'))).to.deep.equal({ name: 'x' });
      expect(await problemOf(write('broken.json', '{"name": \n}}'))).to.match(/^expected JSON, got .*line 2/);
    });
  });

  describe('in TypeScript', () => {
    it('takes the default export, helpers and types included', async () => {
      write('rates.ts', 'export const rps: number = 150;');
      const file = write('good.ts', "import { rps } from './rates.ts';\nimport type { Scenario } from 'gameday';\nexport default { name: 'x', rps } satisfies Partial<Scenario> & { rps: number };");
      expect(await loadScenario(file)).to.deep.equal({ name: 'x', rps: 150 });
    });

    it('is not misled by what the file prints', async () => {
      expect(await loadScenario(write('loud.ts', "console.log('{}');\nexport default { name: 'x' };"))).to.deep.equal({ name: 'x' });
    });

    const wrong: Record<string, [text: string, said: RegExp | string]> = {
      'a syntax error, with its line': ['const a = 1;\nexport default {{;\n', /SyntaxError.*\(FOLDER\/wrong\.ts, line 2\)$/],
      'an enum, which Node does not strip': ['enum A { B }\nexport default {};\n', /enum is not supported.*line 1\)$/],
      'an error that it throws, with its line': ["const f = () => {\n  throw new TypeError('no');\n};\nexport default f();\n", 'expected a module that exports a scenario by default, got TypeError: no (FOLDER/wrong.ts, line 2:9)'],
      'a thrown text': ["throw 'no';\nexport default {};\n", /got a thrown string: no \(FOLDER\/wrong\.ts\)$/],
      'an import of nothing': ["import x from './nowhere.ts';\nexport default x;\n", /got Error: Cannot find module/],
      'no default export': ['export const a = 1;\n', 'expected a module that exports a scenario by default, got no default export (FOLDER/wrong.ts)'],
      'a function': ['export default { lanes: [{ rps: () => 1 }] };\n', 'expected a default export that is plain JSON, got a function at the export.lanes[0].rps (FOLDER/wrong.ts)'],
      'a date': ['export default { at: new Date(0) };\n', /got an object of class Date at the export\.at/],
      'undefined': ['export default { at: undefined };\n', /got undefined at the export\.at/],
      'a number that is none': ['export default { at: NaN };\n', /got NaN at the export\.at/],
      'a cycle': ['const a: Record<string, unknown> = {};\na.b = { a };\nexport default a;\n', /got a cycle at the export\.b\.a/],
      'a promise': ['export default Promise.resolve({});\n', /got an object of class Promise/],
      'a toJSON of its own': ['export default { name: "x", toJSON: () => 1 };\n', /got a function at the export\.toJSON/],
      'an early exit': ['process.exit(0);\nexport default {};\n', /got a program that ended \(code 0\) before it was read/],
    };
    for (const [what, [text, said]] of Object.entries(wrong)) {
      it(`refuses ${what}`, async () => {
        const message = await problemOf(write('wrong.ts', text));
        if (typeof said === 'string') expect(message).to.equal(said);
        else expect(message).to.match(said);
      });
    }

    it('gives up on a file that never ends', async () => {
      expect(await problemOf(write('endless.ts', 'for (;;);\n'))).to.match(/got no answer within 10 s/);
    });

    const secret = mkdtempSync(path.join(tmpdir(), 'gameday-secret-'));
    after(() => rmSync(secret, { recursive: true, force: true }));
    writeFileSync(path.join(secret, 'secret.txt'), 'secret');
    const forbidden: Record<string, string> = {
      'write a file beside itself': "import { writeFileSync } from 'node:fs';\nwriteFileSync(`${import.meta.dirname}/left.txt`, 'x');\nexport default {};\n",
      'start a program': "import { spawnSync } from 'node:child_process';\nspawnSync('true');\nexport default {};\n",
      'start a thread': "import { Worker } from 'node:worker_threads';\nnew Worker('1', { eval: true });\nexport default {};\n",
      'read elsewhere': `import { readFileSync } from 'node:fs';\nexport default { secret: readFileSync(${JSON.stringify(path.join(secret, 'secret.txt'))}, 'utf8') };\n`,
      'import from elsewhere': `import secret from ${JSON.stringify(path.join(secret, 'secret.txt'))};\nexport default secret;\n`,
    };
    for (const [what, text] of Object.entries(forbidden)) {
      it(`may not ${what}`, async () => {
        expect(await problemOf(write('forbidden.ts', text))).to.match(/Access to this API has been restricted/);
        expect(existsSync(path.join(folder, 'left.txt'))).to.equal(false);
      });
    }

    it('sees no secret of the environment', async () => {
      process.env['GAMEDAY_TEST_SECRET'] = 'secret';
      const seen = await loadScenario(write('env.ts', 'export default { names: Object.keys(process.env) };'));
      delete process.env['GAMEDAY_TEST_SECRET'];
      expect(JSON.stringify(seen)).not.to.contain('SECRET');
    });
  });

  it('says which files it can read', async () => {
    expect(await problemOf(path.join(folder, 'nowhere.yaml'))).to.equal('expected a scenario file, got no such file (FOLDER/nowhere.yaml)');
    expect(await problemOf(folder)).to.equal('expected a scenario file, got a folder (FOLDER)');
    expect(await problemOf(write('scenario.toml', 'a = 1'))).to.match(/^expected a scenario that ends in \.ts, .*, got scenario\.toml/);
  });
});
