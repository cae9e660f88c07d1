/** Holds the verb `schema`: the JSON Schema of scenarios or of scorecards, for editors and other programs. */
import { Argument } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { command, printJson, type Verb } from './verb.ts';
import { worldOf } from './world-of.ts';

export const schema: Verb = (io, end) =>
  command({
    name: 'schema',
    summary: 'print the JSON Schema of scenarios, or of scorecards',
    next: 'in YAML, `# yaml-language-server: $schema=gameday.schema.json`.',
    examples: ['gameday schema > gameday.schema.json  # for editors', 'gameday schema scorecard'],
  })
    .addArgument(new Argument('[of]', 'what to describe').choices(['scenario', 'scorecard']).default('scenario'))
    .action(async (of: 'scenario' | 'scorecard') => {
      if (of === 'scorecard') printJson(io, (await import('../report/index.ts')).scorecardSchema);
      else {
        const [{ scenarioJsonSchema }, { catalogue }, { metrics }, { settings }] = await Promise.all([import('../scenario/scenario-schema.ts'), import('../catalog/index.ts'), import('../judge/metrics/index.ts'), worldOf({ world: 'kubernetes' })]);
        printJson(io, scenarioJsonSchema(catalogue, { metrics, settings }));
      }
      end(exitCodes.passed);
    });
