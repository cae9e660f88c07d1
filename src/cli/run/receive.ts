/** Holds the door to the receivers: the first part of a message's path names the tool, and its receiver answers. */
import type { Receiver } from '../../catalog/receiver.ts';
import type { Answer } from '../../ports/capabilities.ts';
import type { Clock } from '../../ports/time.ts';
import type { Emit } from '../../record/events.ts';

export interface Door {
  readonly receivers: Readonly<Record<string, Receiver>>;
  readonly clock: Clock;
  readonly emitAs: (by: string) => Emit;
}

export const receiveBy =
  ({ receivers, clock, emitAs }: Door): Answer =>
  async (request) => {
    const kind = request.path.split(/[/?]/)[1] ?? '';
    const receiver = Object.hasOwn(receivers, kind) ? receivers[kind] : undefined;
    if (receiver !== undefined) return receiver.receive(request, { clock, emit: emitAs(`receiver/${kind}`) });
    return { status: 404, contentType: 'text/plain; charset=utf-8', body: `expected a path that begins with one of ${Object.keys(receivers).map((name) => `/${name}`).join(', ')}, got ${request.path.slice(0, 200)}\n` };
  };
