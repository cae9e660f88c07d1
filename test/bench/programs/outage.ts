/** Simulates the outage of 2013 at its full length with as many customers as are named, alone in its process, as a study does or with its record written; prints how long drill and judging took, and how much memory the process had at most, as JSON. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { catalogue } from '../../../src/catalog/index.ts';
import { judge } from '../../../src/judge/judge.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { drillInMemory } from '../../../src/studies/drill-in-memory.ts';
import { memorySink } from '../../house/simulated-drill.ts';

const [, , customers = '', record = 'kept'] = process.argv;
const written = parse(readFileSync(path.join(import.meta.dirname, '../../../scenarios/lithium-2013-full.yaml'), 'utf8')) as { panel: { generate: object } };
const scenario = parseScenario(catalogue, { ...written, panel: { generate: { ...written.panel.generate, customers: Number(customers) } } });

const startMs = performance.now();
const history = await drillInMemory({ run: 'outage', gameday: 'bench', catalogue, scenario, ...(record === 'written' && memorySink()) });
const drilledMs = performance.now();
const card = judge(history);
const judgedMs = performance.now();
process.stdout.write(
  JSON.stringify({ drillMs: drilledMs - startMs, judgeMs: judgedMs - drilledMs, rssKb: process.resourceUsage().maxRSS, events: history.events.length, virtualMs: scenario.durationMs, customers: card.coverage?.customers, because: history.last('timeline.ended')?.because }),
);
