/** Holds how a drill opens the local world: its receivers first, since the range is told where they are. */
import type { OpenedWorld, OpenOptions } from '../../ports/world-kind.ts';
import { assemble } from './assemble.ts';
import { type FindPorts, launch, readSettings } from './launch.ts';
import { openReceivers } from './receivers.ts';

export async function openLocal(options: OpenOptions, stop: AbortSignal, findPorts?: FindPorts): Promise<OpenedWorld> {
  const settings = readSettings(options.settings);
  const receivers = await openReceivers(options);
  try {
    const { description, held, close } = await launch({ ...options, settings, webhook: `${receivers.url}/alertmanager`, ...(findPorts !== undefined && { findPorts }) }, stop);
    return {
      world: assemble(description, held, options, { url: receivers.url, smtp: receivers.smtp }),
      description,
      tools: description.tools,
      close: async (now) => {
        await receivers.close();
        return close(now);
      },
    };
  } catch (problem) {
    await receivers.close();
    throw problem;
  }
}
