/** Holds the exit codes, with what each means; help prints them from here. */

export const exitCodes = {
  passed: 0,
  failed: 1,
  inconclusive: 2,
  aborted: 3,
  notWithdrawn: 4,
  usage: 64,
  internal: 70,
} as const;

export const exitCodesHelp = `Exit codes:
  0   every capability performed, at most with some challenges
  1   some capability had major challenges or was unable
  2   inconclusive: a fault not felt, an observer blind, a record cut short
  3   aborted by a guardrail or a person
  4   a fault could not be withdrawn: run \`gameday heal\`
  64  wrong usage, a wrong scenario, or something missing: the message tells
  70  internal error`;
