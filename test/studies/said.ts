/** Holds what a piece of work says of what is wrong with what it was given. */
import { Problem } from '../../src/problem.ts';

/** *nothing* where it finds nothing wrong. */
export const said = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return 'nothing';
};
