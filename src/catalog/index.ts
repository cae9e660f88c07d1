/** Holds the catalogue: everything that a scenario can name. */
import type { Catalogue } from './catalogue.ts';
import { faults } from './faults/index.ts';
import { observers } from './observers/index.ts';
import { plays } from './plays/index.ts';
import { receivers } from './receivers/index.ts';
import { roles } from './roles/index.ts';

export const catalogue = { faults, plays, observers, receivers, roles } satisfies Catalogue;
