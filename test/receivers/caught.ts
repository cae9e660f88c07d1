/** Holds how a test gets at what an SDK throws. */

/** What was thrown; fails where nothing was. */
export async function caught(work: PromiseLike<unknown>): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await work;
  } catch (error) {
    return error;
  }
  throw new Error(`expected an error, got ${JSON.stringify(answer)}`);
}
