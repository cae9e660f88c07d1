/** Holds how the tests come by k6: as the local world does. */
import { findPrograms } from '../../../src/worlds/local/programs.ts';

export const k6Path = async (): Promise<string> => (await findPrograms()).k6;
