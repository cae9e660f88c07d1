/** Holds the list of validity checks: what must hold for a drill to prove anything. */
import type { History } from '../../record/history.ts';
import type { ValidityCheck } from '../scorecard.ts';
import { lookAt } from './check.ts';
import type { Check } from './check.ts';
import { clocks } from './clocks.ts';
import { control } from './control.ts';
import { felt } from './felt.ts';
import { generators } from './generators.ts';
import { journal } from './journal.ts';
import { observers } from './observers.ts';
import { steady } from './steady.ts';
import { withdrawn } from './withdrawn.ts';
import { world } from './world.ts';

export const checks: readonly Check[] = [world, steady, felt, generators, observers, clocks, control, withdrawn, journal];

export const validityOf = (history: History): readonly ValidityCheck[] => checks.flatMap((one) => lookAt(one, history));
