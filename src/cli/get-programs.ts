/** Holds the getting of the programs that the local world drives. */
import type { FoundProgram } from '../tools/programs/find-program.ts';
import type { Io } from './io.ts';

/** Finds or gets each in turn, telling of every step that takes time. Rejects with a `Problem` that says what to install. */
export async function getPrograms({ env }: Pick<Io, 'env'>, say: (text: string) => void): Promise<readonly FoundProgram[]> {
  const [{ findProgram }, { programs }] = await Promise.all([import('../tools/programs/find-program.ts'), import('../tools/programs/program.ts')]);
  const found: FoundProgram[] = [];
  for (const { name } of Object.values(programs)) found.push(await findProgram(name, { env, progress: say }));
  return found;
}
