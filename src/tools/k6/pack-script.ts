/** Holds how a k6 script of the team's own is packed: by k6 itself, with all that it imports and opens, into the one file that every generator runs. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem } from '../../problem.ts';
import { anonymous, filesIn } from './archive-files.ts';
import { scriptFile, scriptsFolder } from './command.ts';
import { teamEnvironment } from './team-run.ts';

export interface Packing {
  /** Path of the k6 program. */
  readonly k6: string;
  /** Absolute path of the script. */
  readonly file: string;
  /** Files are named from this folder on. */
  readonly folder: string;
  /** Names of ways in, each of which has a variable of its own. */
  readonly entries: readonly string[];
}

export interface Packed {
  readonly archive: Uint8Array;
  /** Names of exported functions. */
  readonly functions: readonly string[];
  readonly sha256: string;
  /** SHA-256 of the script and of all that it imports or opens, by path. */
  readonly files: Readonly<Record<string, string>>;
}

const packMsMax = 10_000;
const nowhere = 'http://127.0.0.1';
/** A ConfigMap takes 1 MiB, and the generator's configuration goes into the same. */
const bytesMax = 1024 * 1024 - 32 * 1024;
/** What a script's requests are read from; other protocols would be neither counted nor held to their cap. */
const modules = /['"`](k6\/(?!(?:http|execution|metrics|data|crypto|encoding|html|timers|secrets)['"`])[\w./-]+)['"`]/;

/** The wrapper is made anew for each script, since k6 imports by literal names alone. */
const wrapper = (file: string): string => `
import * as script from ${JSON.stringify(pathToFileURL(file).href)};
import { begin, finish, handleSummary, iterate, optionsOf, tellFunctions } from ${JSON.stringify(pathToFileURL(scriptFile('team')).href)};
tellFunctions(script, (text) => console.log(text));
export { handleSummary };
export const options = optionsOf(script);
export const setup = () => begin(script);
export const teardown = (data) => finish(script, data);
export default (data) => iterate(script, data, (text) => console.error(text));
`;

interface Ran {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** The environment has no proxy but one that answers nobody: what is imported lies on this machine. */
function archive({ k6, file, entries }: Packing): Promise<Ran> {
  // Some scripts want to know their target before anything is sent there.
  const variables = { GAMEDAY_PACKING: 'yes', ...teamEnvironment({ entry: nowhere, entries: Object.fromEntries(entries.map((name) => [name, nowhere])) }) };
  const args = ['archive', '--quiet', '--no-color', '--log-format=json', '--exclude-env-vars', ...Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`]), '-O', '-', '-'];
  const child = spawn(k6, args, { cwd: '/', env: { K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false', HTTPS_PROXY: 'http://127.0.0.1:1', HOME: '/' }, timeout: packMsMax, killSignal: 'SIGKILL' });
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  // A k6 that refuses its arguments doesn't wait for the script.
  child.stdin.on('error', () => {}).end(wrapper(file));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, out: Buffer.concat(out), err }));
  });
}

const messagesOf = (err: string, level: string): readonly string[] =>
  err.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const said = JSON.parse(line) as { level?: string; msg?: string };
    return said.level === level && said.msg !== undefined ? [said.msg] : [];
  });

/** In k6's words, without its own frames: what was wrong, and where in the team's files. */
function refusal({ code, err }: Ran): { readonly got: string; readonly next?: string } {
  if (code === null) return { got: `no end within ${packMsMax / 1000} s`, next: 'What a script does outside its functions is done by every simulated user: let it be short.' };
  const [said = err.trim()] = messagesOf(err, 'error').toReversed();
  const remote = /moduleSpecifier "(https?:\/\/[^"]+)"/.exec(said)?.[1];
  if (remote !== undefined) return { got: `an import of ${remote}`, next: 'What is fetched may be another each time: put it beside the script and import that.' };
  const missing = /moduleSpecifier "([^"]+)" couldn't be found/.exec(said)?.[1];
  if (missing !== undefined) return { got: `an import of ${missing}, which is not there` };
  const [first = '', ...frames] = said.replace(/^could not initialize '-': (?:could not load JS test 'file:\/\/\/-': )?/, '').split('\n');
  const place = frames.map((frame) => /file:\/\/(\/.+?:\d+:\d+)/.exec(frame)?.[1]).find((at) => at !== undefined && !at.startsWith('/-:'));
  return { got: `${first.trim().replaceAll('file://', '')}${place === undefined ? '' : ` at ${place}`}` };
}

function sumsOf(packed: Uint8Array, folder: string): Pick<Packed, 'files' | 'sha256'> {
  const ours = anonymous(scriptsFolder);
  const theirs = [...filesIn(packed)].filter(([path]) => !path.startsWith(ours));
  const named = theirs.map(([path, content]) => [relative(anonymous(folder), path), createHash('sha256').update(content).digest('hex')] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { files: Object.fromEntries(named), sha256: createHash('sha256').update(named.map(([path, sum]) => `${sum}  ${path}\n`).join('')).digest('hex') };
}

/** Runs what the script does outside its functions, once, and sends nothing. Rejects with a Problem that says what k6 or gameday refuses in it. */
export async function packScript(packing: Packing): Promise<Packed> {
  const { folder } = packing;
  const expected = 'a k6 script that can be run as it is';
  const ran = await archive(packing);
  if (ran.code !== 0) throw new Problem({ expected, ...refusal(ran) });
  for (const [path, content] of filesIn(ran.out)) {
    const module = /\.[cm]?[jt]s$/.test(path) && !path.startsWith(anonymous(scriptsFolder)) ? modules.exec(content.toString('utf8'))?.[1] : undefined;
    if (module !== undefined) throw new Problem({ expected: 'a k6 script whose requests are k6/http', got: `an import of ${module} in ${relative(anonymous(folder), path)}`, next: 'What goes out by another protocol is neither counted nor held to its cap.' });
  }
  if (ran.out.length > bytesMax) throw new Problem({ expected: `a script of at most ${bytesMax / 1024} KiB, with all that it imports and opens: a ConfigMap takes no more`, got: `${Math.ceil(ran.out.length / 1024)} KiB` });
  const told = messagesOf(ran.err, 'info').find((message) => message.startsWith('{"functions":'));
  const { functions } = JSON.parse(told ?? '{"functions":[]}') as { functions: string[] };
  return { archive: ran.out, functions, ...sumsOf(ran.out, folder) };
}
