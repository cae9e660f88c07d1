/** Holds what a scenario may say of its customers: a file, or a panel that is made up from the seed. */
import { z } from 'zod';
import { span } from '../../catalog/spans.ts';
import { generated } from './generate.ts';

const common = {
  staleAfter: span.prefault('8760h').describe('the age from which a contact counts as stale; a year by default'),
  dependencies: z
    .record(z.string().min(1), z.array(z.string().min(1)))
    .default({})
    .describe('parties that customers sign in with or have their mail from, each with what it needs: other parties, or edge, mail, portal or status-page'),
};

const file = z.string().min(1).describe("a CSV or YAML file of customers; its path counts from the scenario's own folder");

export const panelSource = z
  .union([file, z.strictObject({ file, ...common }), z.strictObject({ generate: generated.describe('customers that are made up from the seed'), ...common })])
  .transform((given) => {
    const { staleAfter, dependencies, ...rest } = typeof given === 'string' ? { file: given, staleAfter: 365 * 86_400_000, dependencies: {} } : given;
    return { ...rest, staleAfterMs: staleAfter, dependencies };
  });

export type PanelSource = z.output<typeof panelSource>;
