/** Judges the journal that is named, alone in its process, and prints how long that took and how much memory the process had at most, as JSON. */
import { readFileSync } from 'node:fs';
import { judge } from '../../../src/judge/judge.ts';
import { readHistory } from '../../../src/record/read-history.ts';

const [, , file = ''] = process.argv;
const startMs = performance.now();
const { coverage } = judge(readHistory([{ name: '0-run.ndjson', text: readFileSync(file, 'utf8') }]));
process.stdout.write(JSON.stringify({ ms: performance.now() - startMs, rssKb: process.resourceUsage().maxRSS, customers: coverage?.customers, told: coverage?.knew.told }));
