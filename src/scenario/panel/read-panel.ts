/** Holds the one way from what a scenario says of its customers to a panel that can be recorded and judged. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../../ports/time.ts';
import { Problem, reasonOf } from '../../problem.ts';
import { type Panel, panelBuilder } from './builder.ts';
import { readCsvPanel } from './csv-panel.ts';
import type { PanelIssue } from './customer.ts';
import { decode } from './decode.ts';
import { generate } from './generate.ts';
import type { PanelSource } from './source.ts';
import { readYamlPanel } from './yaml-panel.ts';

/** Beyond this a panel in YAML takes more memory to read than a drill may have. */
const yamlBytesMax = 20_000_000;
const dayMs = 86_400_000;

async function bytesOf(file: string, named: string): Promise<Uint8Array> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === 'ENOENT' ? 'no such file' : cause.code === 'EISDIR' ? 'a folder' : reasonOf(cause);
    throw new Problem({ expected: 'a panel of customers', got, where: named, next: "Its path counts from the scenario's own folder; it ends in .csv, .yaml or .yml.", cause });
  });
}

const lineOf = ({ at, expected, got }: PanelIssue) => `- ${at === undefined ? '' : `line ${at.line}:${at.column}: `}expected ${expected}, got ${got}`;

/** `folder` is the scenario's own. Rejects with a `Problem` that lists what is wrong, each with line and column. */
export async function readPanel(source: PanelSource, folder: string, random: Random): Promise<Panel> {
  const staleAfterDays = Math.max(1, Math.round(source.staleAfterMs / dayMs));
  const { dependencies } = source;
  if ('generate' in source) {
    const builder = panelBuilder({ source: 'made up from the seed', staleAfterDays, dependencies, random });
    generate(source.generate, staleAfterDays, random.fork('generate'), builder);
    return finish(builder.done(), 'panel.generate');
  }
  const { file } = source;
  const bytes = await bytesOf(path.resolve(folder, file), file);
  const text = decode(bytes, file);
  const builder = panelBuilder({ source: `${path.basename(file)}, sha256 ${createHash('sha256').update(bytes).digest('hex')}`, staleAfterDays, dependencies, random });
  const kind = path.extname(file).toLowerCase();
  if (kind === '.csv') readCsvPanel(text, builder);
  else if (kind !== '.yaml' && kind !== '.yml') throw new Problem({ expected: 'a panel that ends in .csv, .yaml or .yml', got: path.basename(file), where: file });
  else if (bytes.length > yamlBytesMax) throw new Problem({ expected: `a panel in YAML of at most ${yamlBytesMax / 1e6} MB`, got: `${Math.round(bytes.length / 1e6)} MB`, where: file, next: 'A large panel is read from CSV.' });
  else readYamlPanel(text, file, builder);
  // Its ids are parts of the file's text, which would stay in memory as long as they do.
  return structuredClone(finish(builder.done(), file));
}

function finish(done: ReturnType<ReturnType<typeof panelBuilder>['done']>, where: string): Panel {
  if ('panel' in done) return done.panel;
  const { issues, more } = done;
  throw new Problem({ expected: 'a panel without problems', got: more ? `${issues.length} problems or more` : issues.length === 1 ? 'one problem' : `${issues.length} problems`, where, next: issues.map(lineOf).join('\n  ') });
}
