/** Holds how a first drill becomes a text in YAML that people read and change. Pure. */
import { Document, isMap, isNode, isPair, isSeq, type Node } from 'yaml';
import type { Survey } from '../../worlds/kubernetes/survey/found.ts';
import type { FirstDrill } from './first-drill.ts';
import { belowInterpose, decide, type Path, remarks } from './remarks.ts';
import { type Counters, scenarioValues } from './scenario-values.ts';

const widthMax = 130;

/** Wrapped, since a remark of one long line is read by nobody; what is indented is meant to be copied and stays whole. */
function wrapped(line: string): readonly string[] {
  if (line.startsWith('  ')) return [line];
  const lines: string[] = [];
  let rest = line;
  while (rest.length > widthMax) {
    const at = rest.lastIndexOf(' ', widthMax);
    if (at <= 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...lines, rest];
}

/** A comment as the library takes it: each line gets its # from there. */
const comment = (lines: readonly string[]) => lines.flatMap(wrapped).map((line) => ` ${line}`).join('\n');

/** The node above which a remark on a path stands: the key, or the item of a list. */
function nodeAt(document: Document, path: Path): Node | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isSeq(parent)) {
    const item = parent.items[Number(last)];
    return isNode(item) ? item : undefined;
  }
  const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(last)) : undefined;
  return isPair(pair) && isNode(pair.key) ? pair.key : undefined;
}

/** Short things on one line, as people write them. */
function flowed(document: Document): void {
  const flow = (path: Path) => {
    const node = document.getIn(path, true);
    if (isMap(node) || isSeq(node)) node.flow = true;
  };
  for (const path of [['plan'], ['scope'], ['objective'], ['steady'], ['observers'], ['responders'], ['guardrails'], ['world', 'settings', 'cluster', 'contexts'], ['world', 'settings', 'cluster', 'limits'], ['world', 'settings', 'cluster', 'workloads']]) flow(path);
  const lanes = document.get('lanes');
  for (const lane of isMap(lanes) ? lanes.items : []) flow(['lanes', String(lane.key), 0, 'with']);
}

/** `survey`, `drill` and `counters` are what was found; the text passes `gameday check` once a person has opened the gates. */
export function draft(survey: Survey, drill: FirstDrill, counters: Counters): string {
  const document = new Document(scenarioValues(survey, drill, counters));
  flowed(document);
  for (const [path, lines] of remarks(survey, drill, counters)) {
    const node = nodeAt(document, path);
    if (node !== undefined) node.commentBefore = comment(lines);
  }
  const below = belowInterpose(drill);
  const interpose = document.getIn(['world', 'settings', 'cluster', 'interpose'], true);
  if (below.length > 0 && isSeq(interpose)) interpose.comment = comment(below);
  const head = [`The first game day of namespace ${survey.namespace} in context ${survey.context}, drafted from what was there; nothing was changed.`, `Lines with the word ${decide} need a person.`];
  return `${head.map((line) => `# ${line}\n`).join('')}\n${document.toString({ lineWidth: 0 })}`;
}
