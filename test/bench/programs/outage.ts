/** Simulates the outage of 2013 at its full length with as many customers as are named, alone in its process; prints how long drill and judging took, and how much memory the process had at most, as JSON. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { catalogue } from '../../../src/catalog/index.ts';
import { judge } from '../../../src/judge/judge.ts';
import { readHistory } from '../../../src/record/read-history.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { drillInMemory } from '../../../src/studies/drill-in-memory.ts';

const [, , customers = ''] = process.argv;
const written = parse(readFileSync(path.join(import.meta.dirname, '../../../scenarios/lithium-2013-full.yaml'), 'utf8')) as { panel: { generate: object } };
const scenario = parseScenario(catalogue, { ...written, panel: { generate: { ...written.panel.generate, customers: Number(customers) } } });

const startMs = performance.now();
const { text } = await drillInMemory({ run: 'outage', gameday: 'bench', catalogue, scenario });
const drilledMs = performance.now();
// Read from the text, as the record of a real drill is.
const history = readHistory([{ name: '0-run.ndjson', text: text() }]);
const card = judge(history);
const judgedMs = performance.now();
process.stdout.write(
  JSON.stringify({ drillMs: drilledMs - startMs, judgeMs: judgedMs - drilledMs, rssKb: process.resourceUsage().maxRSS, lines: history.events.length, virtualMs: scenario.durationMs, customers: card.coverage?.customers, because: history.last('timeline.ended')?.because }),
);
