/** Holds the door to the receivers: the first part of a message's path names the tool, and its receiver answers. */
import type { Hear, Receiver, ReceiverDesk, Reception } from '../../catalog/receiver.ts';
import { plain } from '../../catalog/receiver.ts';
import type { MoveDesk } from '../../drill/moves.ts';
import type { Answer } from '../../ports/capabilities.ts';
import type { Clock, Random } from '../../ports/time.ts';
import type { Json } from '../../record/json.ts';

export interface Door extends Pick<ReceiverDesk, 'post'> {
  readonly receivers: Readonly<Record<string, Receiver>>;
  /** Asked for with the first message: a world's clock is there only once the world is open. */
  readonly clock: Clock;
  readonly random: Random;
  readonly hearAs: (by: string) => Hear;
  /** What a scenario sets of receivers, by kind; the others keep their defaults. */
  readonly settings?: Readonly<Record<string, Json>>;
  /** Where a drill makes their moves; without one they make none. */
  readonly moves?: Pick<MoveDesk, 'play'>;
}

/** Opens each receiver with its first message, and keeps it for the run. */
export function receiveBy(door: Door): Answer {
  const { receivers, random, hearAs, post, settings = {}, moves } = door;
  const open = new Map<string, Reception>();
  const receptionOf = (kind: string): Reception | undefined => {
    const known = open.get(kind);
    if (known !== undefined || !Object.hasOwn(receivers, kind)) return known;
    const receiver = receivers[kind];
    const by = `receiver/${kind}`;
    const play: ReceiverDesk['play'] = moves && ((move, spec) => moves.play(by, move, spec));
    const opened = receiver?.open({ clock: door.clock, random: random.fork(`receivers/${kind}`), hear: hearAs(by), post, ...(play && { play }) }, settings[kind]);
    if (opened !== undefined) open.set(kind, opened);
    return opened;
  };
  return async (request) => {
    const [, kind = '', path = ''] = /^\/([^/?]*)(.*)$/s.exec(request.path) ?? [];
    const answered = await receptionOf(kind)?.answer?.({ ...request, base: `${request.base}/${kind}`, path });
    return answered ?? plain(404, `expected a path that begins with one of ${Object.keys(receivers).map((name) => `/${name}`).join(', ')}, got ${request.path.slice(0, 200)}`);
  };
}
