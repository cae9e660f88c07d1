/** Holds the Kubernetes world opened in the bench's own process, for figures that need no drill around them or a drill with an action of their own. */
import { tmpdir } from 'node:os';
import type { OpenedWorld } from '../../../src/ports/world-kind.ts';
import type { Json } from '../../../src/record/json.ts';
import { kubernetesWorld } from '../../../src/worlds/kubernetes/index.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';

/** Opens it for a run of this name, does the work, and closes it; what could not be closed is said. */
export async function inOpened<T>({ namespace, run, settings = {} }: { namespace: string; run: string; settings?: Json }, work: (opened: OpenedWorld) => Promise<T>): Promise<T> {
  const kind = kubernetesWorld({ namespace });
  const opened = await kind.open(
    { run, seed: 1, settings, logs: tmpdir(), receive: async () => ({ status: 200, body: '', contentType: 'text/plain' }), born: () => {}, died: () => {} },
    systemClock.deadline(kind.limitsMs?.open ?? 0),
  );
  try {
    return await work(opened);
  } finally {
    const left = await opened.close(systemClock.deadline(kind.limitsMs?.close ?? 0));
    if (left.length > 0) process.stderr.write(`left behind: ${left.join(', ')}\n`);
  }
}
