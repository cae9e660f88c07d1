/** Simulates the scenario of a file with a seed, in a process of its own, and writes the journal to standard output. */
import { catalogue } from '../../../src/catalog/index.ts';
import { readScenario } from '../../../src/scenario/load-scenario.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { drillInMemory } from '../../../src/studies/drill-in-memory.ts';
import { memorySink } from '../simulated-drill.ts';

const [file = '', seed = ''] = process.argv.slice(2);
const { raw } = await readScenario(file, file);
const { sink, text } = memorySink();
await drillInMemory({ sink, run: 'bundled', gameday: '0.0.0', catalogue, scenario: { ...parseScenario(catalogue, raw), seed: Number(seed) } });
process.stdout.write(text());
