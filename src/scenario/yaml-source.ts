/** Holds the reading of scenarios in YAML or JSON, with the line and column of everything in them. */
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import { Problem } from '../problem.ts';
import type { Locate, Path } from './scenario-problem.ts';

export interface ReadSource {
  readonly raw: unknown;
  readonly locate?: Locate;
}

/** The place of a key where its map has it, since an unknown key is what people look for; else of the nearest thing around it. */
function startOf(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(path.at(-1))) : undefined;
  const node = pair?.key ?? (path.length === 0 ? document.contents : document.getIn(path, true));
  if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  return path.length === 0 ? undefined : startOf(document, path.slice(0, -1));
}

/** Throws a `Problem` with line and column where the text isn't YAML. */
export function readYaml(text: string, file: string): ReadSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const wrong = document.errors[0] ?? document.warnings[0];
  if (wrong !== undefined) {
    const { line, col } = lines.linePos(wrong.pos[0]);
    throw new Problem({ expected: file.endsWith('.json') ? 'JSON' : 'YAML', got: `what can't be read: ${wrong.message}`, where: `${file}, line ${line}:${col}` });
  }
  const locate: Locate = (path) => {
    const start = startOf(document, path);
    if (start === undefined) return undefined;
    const { line, col } = lines.linePos(start);
    return { line, column: col };
  };
  return { raw: toPlain(document, file), locate };
}

/** An alias that grows beyond what a scenario can need is refused by the library. */
function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new Problem({ expected: 'YAML whose aliases can be written out', got: cause instanceof Error ? cause.message : String(cause), where: file, cause });
  }
}
