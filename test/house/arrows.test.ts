/** Holds the tests of the house: who may import whom and why, and the habits that keep files easy to read. */
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const filesUnder = (folder: string, end: RegExp): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && end.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Room {
  readonly may: readonly string[];
  readonly node: 'all' | readonly string[];
  readonly because: string;
}

const pure = 'a stored run must be judged and reported again anywhere, without the world in which it happened';
const above = 'everything above worlds/ reaches the outside through ports, so that a simulated drill differs in nothing but its world';

/** `problem` is the error that people read; every room may throw it. */
const rooms: Readonly<Record<string, Room>> = {
  entry: { may: ['cli', 'studies', 'drill', 'heal', 'store', 'record', 'scenario', 'catalog', 'worlds', 'ports', 'range', 'outpost', 'tools'], node: 'all', because: 'programs put the rooms together' },
  cli: { may: ['studies', 'drill', 'heal', 'store', 'record', 'judge', 'report', 'scenario', 'catalog', 'worlds', 'ports', 'tools'], node: 'all', because: 'a verb uses rooms; it neither is a program nor knows the range from inside' },
  scenario: { may: ['catalog', 'ports', 'record'], node: 'all', because: 'what a game day is must not depend on how it is run or judged' },
  catalog: { may: ['ports', 'record', 'wire'], node: [], because: above },
  drill: { may: ['catalog', 'heal', 'scenario', 'ports', 'record', 'store', 'wire'], node: 'all', because: `${above}; and nothing that injects may score` },
  heal: { may: ['catalog', 'ports', 'record', 'store'], node: 'all', because: 'the same code withdraws for drill, reaper and stranger' },
  store: { may: ['record', 'ports'], node: 'all', because: 'run folders and segments are files, nothing else' },
  record: { may: [], node: ['node:crypto'], because: pure },
  judge: { may: ['record'], node: [], because: pure },
  report: { may: ['judge', 'record'], node: [], because: pure },
  studies: { may: ['drill', 'heal', 'catalog', 'scenario', 'worlds', 'ports', 'record', 'judge', 'report'], node: 'all', because: 'a study runs many simulated drills, and asks what they have in common' },
  console: { may: ['record'], node: 'all', because: 'the console is only another reader of the record' },
  ports: { may: ['record'], node: [], because: 'a port is an interface and holds no code of a world' },
  worlds: { may: ['ports', 'tools', 'record', 'range', 'outpost', 'wire', 'catalog'], node: 'all', because: 'a world implements ports; it decides nothing about a drill' },
  tools: { may: ['ports', 'record', 'range'], node: 'all', because: 'an adapter to a tool is shared by worlds and knows no drill' },
  range: { may: ['wire'], node: 'all', because: 'the range is what is practised on: it does not know gameday' },
  outpost: { may: [], node: 'all', because: "it stands in somebody's cluster and relays: it knows neither a drill nor the range" },
  wire: { may: [], node: [], because: "vendors' shapes are plain types, shared by receivers and range" },
};

const roomOf = (file: string) => file.split('/')[1] ?? '';
const sources = filesUnder('src', /\.(ts|cjs)$/);

function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(/^\s*(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}
const local = (file: string) => importsOf(file).filter((one) => one.startsWith('.')).map((one) => path.join(path.dirname(file), one));

/** Code without comments and texts, so that a word in a sentence is no offence. */
const code = (file: string) => textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'/gm, '');

function reached(from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...from];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    queue.push(...local(file));
  }
  return seen;
}

describe('the house', () => {
  for (const [room, rule] of Object.entries(rooms)) {
    const files = sources.filter((file) => roomOf(file) === room);
    it(`${room}/ imports only ${[...rule.may, ...(rule.node === 'all' ? [] : rule.node)].join(', ') || 'itself'}`, () => {
      const wrong = files.flatMap((file) => local(file).filter((to) => to !== 'src/problem.ts' && roomOf(to) !== room && !rule.may.includes(roomOf(to))).map((to) => `${file} imports ${to}`));
      expect(wrong, rule.because).to.deep.equal([]);
    });
    if (rule.node !== 'all') {
      it(`${room}/ uses none of Node's own modules${rule.node.length === 0 ? '' : ` but ${rule.node.join(', ')}`}`, () => {
        const wrong = files.flatMap((file) => importsOf(file).filter((one) => one.startsWith('node:') && !rule.node.includes(one)).map((one) => `${file} imports ${one}`));
        expect(wrong, rule.because).to.deep.equal([]);
      });
    }
  }

  it('has no room without rules', () => {
    expect(sources.filter((file) => file.split('/').length > 2).map(roomOf).filter((room) => !(room in rooms))).to.deep.equal([]);
  });

  it("lets attack scripts and partners' filters share no module, or a filter could be written from the attack", () => {
    const attack = reached(sources.filter((file) => file.startsWith('src/tools/k6/scripts/')));
    const filters = reached(sources.filter((file) => file.startsWith('src/range/partner')));
    expect([...attack].filter((file) => filters.has(file))).to.deep.equal([]);
  });

  it('asks only the clock and the random source above worlds/, so that a drill can be simulated and repeated', () => {
    const free = ['entry', 'worlds', 'tools', 'range', 'outpost'];
    const ambient = /\b(?:Date\.now|performance\.now|setTimeout|setInterval|setImmediate|Math\.random|AbortSignal\.timeout|process\.\w+)\b|\bnew Date\(\)|\bcrypto\.randomUUID/g;
    const wrong = sources.filter((file) => !free.includes(roomOf(file))).flatMap((file) => [...code(file).matchAll(ambient)].map(([word]) => `${file} uses ${word}`));
    const imports = sources.filter((file) => !free.includes(roomOf(file))).flatMap((file) => importsOf(file).filter((one) => /^node:(process|timers)/.test(one)).map((one) => `${file} imports ${one}`));
    expect([...wrong, ...imports]).to.deep.equal([]);
  });

  it('keeps files under 200 lines', () => {
    // All capabilities are read together: who writes a world must see what it may offer in one place.
    const together = ['src/ports/capabilities.ts'];
    const long = sources.filter((file) => !together.includes(file) && textOf(file).trimEnd().split('\n').length > 200);
    expect(long).to.deep.equal([]);
  });

  it('opens each file with a sentence that says what it holds', () => {
    const mute = sources.filter((file) => !/^(?:#!.*\n)?\/\*\*\s+(?:\* )?[A-Z]/.test(textOf(file)));
    expect(mute).to.deep.equal([]);
  });

  it('names files in kebab-case', () => {
    const all = [...sources, ...filesUnder('test', /\.ts$/), ...filesUnder('scenarios', /./)];
    expect(all.filter((file) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?\.(?:ts|cjs|yaml)$/.test(path.basename(file)))).to.deep.equal([]);
  });
});
