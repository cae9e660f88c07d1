/** Holds the list of faults that notices can have. */
import type { Fault } from '../fault.ts';
import { brokenPromise } from './broken-promise.ts';
import { contradictions } from './contradiction.ts';
import { deadChannel } from './dead-channel.ts';
import { leak } from './leak.ts';
import { unmarked } from './unmarked.ts';

export const faults: readonly Fault[] = [unmarked, deadChannel, leak, ...contradictions, brokenPromise];
